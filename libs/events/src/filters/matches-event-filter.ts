import type { RoomEventFilter } from './filter.js';
import { Wildcard } from './wildcard.js';

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
 * is in the other list. `limit`, lazy loading and relations are the caller's business. Filters are not to be changed:
 * what their lists say is kept as long as they are.
 */
export function matchesEventFilter(filter: RoomEventFilter, event: FilterableEvent): boolean {
  const { types, not_types, senders, not_senders, contains_url: containsUrl } = filter;
  return (
    isIncluded(event.type, types && TYPES.of(types), not_types && TYPES.of(not_types)) &&
    isIncluded(event.sender, senders && IDS.of(senders), not_senders && IDS.of(not_senders)) &&
    matchesRooms(filter, event.roomId) &&
    (containsUrl === undefined || containsUrl === (event.hasUrl ?? false))
  );
}

/** Whether the `rooms` and `not_rooms` of a filter include a room; events without a room pass. */
export function matchesRooms(
  { rooms, not_rooms }: Pick<RoomEventFilter, 'rooms' | 'not_rooms'>,
  roomId: string | undefined,
): boolean {
  return roomId === undefined || isIncluded(roomId, rooms && IDS.of(rooms), not_rooms && IDS.of(not_rooms));
}

interface Listed {
  has(value: string): boolean;
}

function isIncluded(value: string | undefined, included: Listed | undefined, excluded: Listed | undefined): boolean {
  if (value === undefined) return included === undefined;
  return excluded?.has(value) !== true && included?.has(value) !== false;
}

/** Event types, some of them with wildcards. */
class TypeList implements Listed {
  readonly #types: ReadonlySet<string>;
  readonly #wildcards: readonly Wildcard[];

  constructor(types: readonly string[]) {
    this.#types = new Set(types);
    this.#wildcards = types.filter((type) => type.includes('*')).map((pattern) => new Wildcard(pattern));
  }

  has(type: string): boolean {
    return this.#types.has(type) || this.#wildcards.some((wildcard) => wildcard.matches(type));
  }
}

/** What the lists of filters say, in a form that is quick to ask, for as long as the lists live. */
class Lists {
  readonly #prepared = new WeakMap<readonly string[], Listed>();
  readonly #prepare: (list: readonly string[]) => Listed;

  constructor(prepare: (list: readonly string[]) => Listed) {
    this.#prepare = prepare;
  }

  of(list: readonly string[]): Listed {
    const known = this.#prepared.get(list);
    if (known !== undefined) return known;
    const prepared = this.#prepare(list);
    this.#prepared.set(list, prepared);
    return prepared;
  }
}

const TYPES = new Lists((types) => new TypeList(types));
const IDS = new Lists((ids) => new Set(ids));
