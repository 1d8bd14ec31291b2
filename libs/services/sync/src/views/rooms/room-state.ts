import type { RoomEvent } from './room-event.js';
import { HEROES } from '../../sync.limits.js';

/** The slot of a state event as one text. */
export function slotOf(event: RoomEvent): string {
  return slotText(event.type, event.stateKey ?? '');
}

/** (type, state key) as one text; no two slots share one. */
export function slotText(type: string, stateKey: string): string {
  return `${type.length}:${type}${stateKey}`;
}

/** The current state of a room: members on their own, because they are counted, listed and left out so often. */
export class RoomState {
  readonly members = new Map<string, RoomEvent>();
  readonly #others = new Map<string, RoomEvent>();
  joinedCount = 0;
  invitedCount = 0;
  #earliest: readonly RoomEvent[] | undefined;

  get(type: string, stateKey: string): RoomEvent | undefined {
    return type === 'm.room.member' ? this.members.get(stateKey) : this.#others.get(slotText(type, stateKey));
  }

  /** Puts a state event into its slot and returns the one that stood there. */
  set(event: RoomEvent): RoomEvent | undefined {
    if (event.membership !== undefined) return this.#setMember(event);
    const slot = slotOf(event);
    const previous = this.#others.get(slot);
    this.#others.set(slot, event);
    return previous;
  }

  isJoined(userId: string): boolean {
    return this.members.get(userId)?.membership === 'join';
  }

  /** All state events; members last. */
  *events(): Iterable<RoomEvent> {
    yield* this.#others.values();
    yield* this.members.values();
  }

  /** State events that are no member events. */
  others(): Iterable<RoomEvent> {
    return this.#others.values();
  }

  /**
   * The earliest joined or invited members by arrival, at least {@link HEROES} besides any one user; banned and left
   * ones when there is no other (Client-Server API, `m.heroes`).
   */
  get earliestMembers(): readonly RoomEvent[] {
    this.#earliest ??= this.#findEarliest();
    return this.#earliest;
  }

  #setMember(event: RoomEvent): RoomEvent | undefined {
    const userId = event.stateKey ?? '';
    const previous = this.members.get(userId);
    this.members.set(userId, event);
    this.#count(previous, -1);
    this.#count(event, 1);
    this.#earliest = undefined;
    return previous;
  }

  #count(event: RoomEvent | undefined, by: number): void {
    if (event?.membership === 'join') this.joinedCount += by;
    if (event?.membership === 'invite') this.invitedCount += by;
  }

  #findEarliest(): RoomEvent[] {
    const present: RoomEvent[] = [];
    const gone: RoomEvent[] = [];
    for (const event of this.members.values()) {
      if (event.membership === 'join' || event.membership === 'invite') insertEarliest(present, event);
      else if (event.membership !== 'knock') insertEarliest(gone, event);
    }
    return present.length > 1 ? present : [...present, ...gone];
  }
}

/** Keeps the earliest HEROES + 1 events, in order. */
function insertEarliest(earliest: RoomEvent[], event: RoomEvent): void {
  const last = earliest.at(-1);
  if (earliest.length > HEROES && last !== undefined && event.position >= last.position) return;
  let index = earliest.length;
  while (index > 0 && (earliest[index - 1]?.position ?? 0) > event.position) index--;
  earliest.splice(index, 0, event);
  if (earliest.length > HEROES + 1) earliest.pop();
}
