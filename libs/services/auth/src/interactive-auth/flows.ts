/** The stages that this server knows (client-server-api/#authentication-types). */
export type StageType = 'm.login.password' | 'm.login.dummy' | 'm.login.registration_token';

/** Stages to be completed in this order. */
export type Flow = readonly StageType[];

/** The stage of this name when it comes next in one of the flows; undefined when it does not. */
export function nextStage(flows: readonly Flow[], completed: readonly string[], type: string): StageType | undefined {
  for (const flow of flows) {
    const stage = flow[completed.length];
    if (stage === type && startsWith(flow, completed)) return stage;
  }
  return undefined;
}

/** Whether all stages of one of the flows are completed. */
export function isComplete(flows: readonly Flow[], completed: readonly string[]): boolean {
  return flows.some((flow) => flow.length === completed.length && startsWith(flow, completed));
}

function startsWith(flow: Flow, completed: readonly string[]): boolean {
  return completed.every((stage, index) => flow[index] === stage);
}

/** What a user who has an account does to prove who they are. */
export const PASSWORD_FLOWS: readonly Flow[] = [['m.login.password']];
