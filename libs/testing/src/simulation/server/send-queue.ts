import { commit } from './commit.js';
import { federationJson } from './federation-json.js';
import type { ServerContext } from './server-context.js';
import { ask, sleep, type Task } from './task.js';

/** Fewer than the 50 that the specification allows, so that queues take several transactions. */
const PDUS_MAX = 5;
const BACKOFF_MS_MIN = 300;
const BACKOFF_MS_MAX = 10_000;

/** Sends the queue of a destination in order, one transaction in flight, until it is empty. */
export function* sendQueue(server: ServerContext, destination: string): Task<void> {
  let backoffMs = BACKOFF_MS_MIN;
  for (let batch = nextBatch(server, destination); batch !== undefined;) {
    const { upTo, ...transaction } = batch;
    const answer = yield* ask<'send'>(destination, { kind: 'send', ...transaction });
    if (answer === undefined) {
      server.world.trace.note('transactions tried again');
      yield* sleep(backoffMs);
      backoffMs = Math.min(2 * backoffMs, BACKOFF_MS_MAX);
      continue;
    }
    backoffMs = BACKOFF_MS_MIN;
    yield* commit(server, { delivered: { destination, upTo } });
    batch = nextBatch(server, destination);
  }
}

/** The same events have the same transaction ID, also after a crash. */
function nextBatch({ store, world }: ServerContext, destination: string) {
  const start = store.deliveredCounts.get(destination) ?? 0;
  const eventIds = (store.outbox.get(destination) ?? []).slice(start, start + PDUS_MAX);
  if (eventIds.length === 0) return undefined;
  const pdus = eventIds.flatMap((eventId) => {
    const event = store.events.get(eventId);
    return event === undefined ? [] : federationJson(event, world.rules);
  });
  const upTo = start + eventIds.length;
  return { upTo, txnId: `${start}-${upTo}`, pdus };
}
