import type { AnswerTo, ExchangeKind, FederationRequest } from '../world/federation.js';

/** What a task waits for; at each of these a server may crash. */
export type Wait =
  | { readonly kind: 'step' }
  | { readonly kind: 'sleep'; readonly durationMs: number }
  | { readonly kind: 'ask'; readonly destination: string; readonly request: FederationRequest };

/** Work of a server that others may interleave with, and that a crash may end at any wait. */
export type Task<T> = Generator<Wait, T, unknown>;

/** Lets others run, as any await would. */
export function* step(): Task<void> {
  yield { kind: 'step' };
}

export function* sleep(durationMs: number): Task<void> {
  yield { kind: 'sleep', durationMs };
}

/** Asks another server; `undefined` when it refuses or does not answer in time. */
export function* ask<Kind extends ExchangeKind>(
  destination: string,
  request: Extract<FederationRequest, { kind: Kind }>,
): Task<AnswerTo<Kind> | undefined> {
  return (yield { kind: 'ask', destination, request }) as AnswerTo<Kind> | undefined;
}
