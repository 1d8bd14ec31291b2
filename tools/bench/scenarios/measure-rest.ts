import { setTimeout as sleep } from 'node:timers/promises';
import { type GroupUsage, sampleUsage, usageBetween } from '../machine/usage.ts';
import type { MeasuredServer } from '../server/measured-server.ts';

/** What processes take while nobody asks for anything. */
export interface RestResult {
  readonly name: string;
  readonly groups: readonly GroupUsage[];
  readonly othersCores: number;
}

/** What the start has set off ends in this time. */
const SETTLE_MS = 5_000;

/** @param seconds how long it is looked at */
export async function measureRest(server: MeasuredServer, name: string, seconds: number): Promise<RestResult> {
  await sleep(SETTLE_MS);
  const { groups } = server;
  const before = sampleUsage(groups);
  await sleep(1_000 * seconds);
  const { groups: used, othersCores } = usageBetween(before, sampleUsage(groups), groups);
  return { name, groups: used, othersCores };
}
