/**
 * Events are lacking. Load all of `eventIds`, add them to the `AuthChains` and run the same function again: a few
 * rounds suffice, if the source keeps what was loaded until the end.
 */
export class MissingEventsError extends Error {
  override readonly name = 'MissingEventsError';

  constructor(readonly eventIds: readonly [string, ...string[]]) {
    super(`${eventIds.length} events are not loaded, the first is ${eventIds[0]}`);
  }
}
