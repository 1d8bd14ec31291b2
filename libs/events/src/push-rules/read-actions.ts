import type { PushAction } from './push-ruleset.js';

// client-server-api#historical-actions: to be ignored, so they are not kept.
const HISTORICAL: ReadonlySet<PushAction> = new Set(['dont_notify', 'coalesce']);

/** The actions to keep of those in a request; `undefined` when an object among them sets no tweak. */
export function readActions(actions: readonly PushAction[]): readonly PushAction[] | undefined {
  const isValid = actions.every((action) => typeof action === 'string' || typeof action['set_tweak'] === 'string');
  return isValid ? withoutHistorical(actions) : undefined;
}

/** The actions that still mean something. */
export function withoutHistorical(actions: readonly PushAction[]): readonly PushAction[] {
  return actions.filter((action) => !HISTORICAL.has(action));
}
