import type { RoomEventFilter } from './filter.js';
import { matchesWildcard } from './matches-wildcard.js';

/** What of an event filters look at. */
export interface FilterableEvent {
  readonly type: string;
  readonly sender?: string | undefined;
  readonly roomId?: string | undefined;
  /** Whether the content has a `url`. */
  readonly hasUrl?: boolean | undefined;
}

/**
 * Whether a filter includes an event (client-server-api#filtering); what is in a `not_` list is excluded even when it
 * is in the other list. `limit`, lazy loading and relations are the caller's business.
 */
export function matchesEventFilter(filter: RoomEventFilter, event: FilterableEvent): boolean {
  const { contains_url: containsUrl } = filter;
  return (
    isAmong(event.type, { included: filter.types, excluded: filter.not_types }, matchesWildcard) &&
    isAmong(event.sender, { included: filter.senders, excluded: filter.not_senders }) &&
    matchesRooms(filter, event.roomId) &&
    (containsUrl === undefined || containsUrl === (event.hasUrl ?? false))
  );
}

/** Whether the `rooms` and `not_rooms` of a filter include a room; events without a room pass. */
export function matchesRooms(
  filter: Pick<RoomEventFilter, 'rooms' | 'not_rooms'>,
  roomId: string | undefined,
): boolean {
  return roomId === undefined || isAmong(roomId, { included: filter.rooms, excluded: filter.not_rooms });
}

type Matches = (listed: string, value: string) => boolean;
const isEqual: Matches = (listed, value) => listed === value;

interface Lists {
  readonly included: readonly string[] | undefined;
  readonly excluded: readonly string[] | undefined;
}

function isAmong(value: string | undefined, { included, excluded }: Lists, matches = isEqual): boolean {
  if (value === undefined) return included === undefined;
  if (excluded?.some((listed) => matches(listed, value))) return false;
  return included === undefined || included.some((listed) => matches(listed, value));
}
