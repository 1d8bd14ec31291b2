import type { ReadStateDeltaRequest, ReadStateResponse, StoredEvent } from '@chappe/contracts';
import { STATE_BYTES_MAX, STATE_PAGE_BYTES, STATE_PAGES_MAX } from '../../sync.limits.js';
import type { RoomService } from './room-service.js';

/** State events of a room are more than this replica takes in for one room. */
export class RoomTooLargeError extends Error {
  override readonly name = 'RoomTooLargeError';

  constructor(roomId: string, bytesMax: number) {
    super(`the state of ${roomId} has more than ${bytesMax} bytes`);
  }
}

/** A state event is taken in with about this much besides its JSON. */
const EVENT_BYTES = 500;

/** The pages of a state by its root, one in memory at a time. Throws RoomTooLargeError beyond `bytesMax`. */
export function statePages(
  room: RoomService,
  { roomId, root }: { readonly roomId: string; readonly root: string },
  bytesMax: number,
): AsyncGenerator<StoredEvent[]> {
  const request = { roomId, root, pageBytes: STATE_PAGE_BYTES, withRedactions: true, part: undefined };
  return pages(roomId, bytesMax, (after) => room.readState({ ...request, after }));
}

/** What differs between two states. @throws RoomTooLargeError beyond {@link STATE_BYTES_MAX} */
export async function stateDelta(
  room: RoomService,
  request: Pick<ReadStateDeltaRequest, 'roomId' | 'fromPosition' | 'toPosition'>,
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  const ask = (after: string): Promise<ReadStateResponse> =>
    room.readStateDelta({ ...request, after, pageBytes: STATE_PAGE_BYTES });
  for await (const page of pages(request.roomId, STATE_BYTES_MAX, ask)) for (const event of page) events.push(event);
  return events;
}

async function* pages(
  roomId: string,
  bytesMax: number,
  ask: (after: string) => Promise<ReadStateResponse>,
): AsyncGenerator<StoredEvent[]> {
  let bytes = 0;
  let after = '';
  for (let page = 0; page < STATE_PAGES_MAX; page++) {
    const { events, next } = await ask(after);
    for (const { pdu, replacedContent } of events) bytes += EVENT_BYTES + pdu.length + replacedContent.length;
    if (bytes > bytesMax) throw new RoomTooLargeError(roomId, bytesMax);
    yield events;
    if (next === '') return;
    after = next;
  }
  throw new RoomTooLargeError(roomId, bytesMax);
}
