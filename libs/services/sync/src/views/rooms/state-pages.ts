import type { ReadStateDeltaRequest, ReadStateResponse, StoredEvent } from '@chappe/contracts';
import { STATE_DELTA_BYTES_MAX, STATE_PAGE_BYTES, STATE_PAGES_MAX } from '../../sync.limits.js';
import { RoomTooLargeError } from './room-too-large-error.js';
import type { RoomService } from './room-service.js';

/** A state event is taken in with about this much besides its JSON. */
const EVENT_BYTES = 500;

/**
 * The pages of a state by its root, one in memory at a time.
 * @param take told what each page will take in memory, in bytes; what it throws ends the reading
 */
export function statePages(
  room: RoomService,
  { roomId, root }: { readonly roomId: string; readonly root: string },
  take: (bytes: number) => void,
): AsyncGenerator<StoredEvent[]> {
  const request = { roomId, root, pageBytes: STATE_PAGE_BYTES, withRedactions: true };
  return pages((after) => room.readState({ ...request, part: undefined, requester: '', after }), take);
}

/** What differs between two states. @throws RoomTooLargeError beyond {@link STATE_DELTA_BYTES_MAX} */
export async function stateDelta(
  room: RoomService,
  request: Pick<ReadStateDeltaRequest, 'roomId' | 'fromPosition' | 'toPosition'>,
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  let bytesLeft = STATE_DELTA_BYTES_MAX;
  const ask = (after: string): Promise<ReadStateResponse> =>
    room.readStateDelta({ ...request, after, pageBytes: STATE_PAGE_BYTES });
  const take = (bytes: number): void => {
    bytesLeft -= bytes;
    if (bytesLeft < 0) throw new RoomTooLargeError(request.roomId);
  };
  for await (const page of pages(ask, take)) for (const event of page) events.push(event);
  return events;
}

async function* pages(
  ask: (after: string) => Promise<ReadStateResponse>,
  take: (bytes: number) => void,
): AsyncGenerator<StoredEvent[]> {
  let after = '';
  for (let page = 0; page < STATE_PAGES_MAX; page++) {
    const { events, next } = await ask(after);
    let bytes = 0;
    for (const { pdu, replacedContent } of events) bytes += EVENT_BYTES + pdu.length + replacedContent.length;
    take(bytes);
    yield events;
    if (next === '') return;
    after = next;
  }
  throw new Error(`a state has more than ${STATE_PAGES_MAX} pages`);
}
