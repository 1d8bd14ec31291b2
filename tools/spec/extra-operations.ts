import type { Operation } from './operation.ts';

/** An operation that we define although the specification's OpenAPI documents do not list it. */
export interface ExtraOperation extends Operation {
  readonly reason: string;
}

const STATE_WITHOUT_KEY = 'The specification lets a client leave out an empty state key together with its slash.';

export const EXTRA_OPERATIONS: readonly ExtraOperation[] = [
  { method: 'GET', path: '/_matrix/client/v3/rooms/{roomId}/state/{eventType}', reason: STATE_WITHOUT_KEY },
  { method: 'PUT', path: '/_matrix/client/v3/rooms/{roomId}/state/{eventType}', reason: STATE_WITHOUT_KEY },
];
