import { EMPTY_STATE, type NodeHash, type StateChange } from '@chappe/events';
import { fetchOutliers } from './fetch-outliers.js';
import { change } from './room-states.js';
import type { ServerContext } from './server-context.js';
import type { StoredEvent } from './stored-event.js';
import { ask, type Task } from './task.js';

/** The state before an event as another server tells it, when the gap before the event is too wide; or nothing. */
export function* adoptState(server: ServerContext, eventId: string, source: string): Task<NodeHash | undefined> {
  const { store, world } = server;
  const answer = yield* ask<'stateIds'>(source, { kind: 'stateIds', eventId });
  if (answer === undefined) return undefined;
  if (!(yield* fetchOutliers(server, [...answer.authChainIds, ...answer.stateIds], source))) return undefined;
  world.trace.note('states adopted', server.name, `before ${eventId} from ${source}`);
  return yield* stateOf(
    server,
    answer.stateIds.flatMap((id) => store.events.get(id) ?? []),
  );
}

/** The root of the state of some events; rejected ones and those that are no state are left out. */
export function* stateOf(server: ServerContext, events: readonly StoredEvent[]): Task<NodeHash> {
  const changes = events.flatMap(({ eventId, pdu, rejectedBy }): StateChange[] => {
    if (pdu.state_key === undefined || rejectedBy !== undefined) return [];
    return [{ slot: { type: pdu.type, stateKey: pdu.state_key }, eventId }];
  });
  return yield* change(server, EMPTY_STATE, changes);
}
