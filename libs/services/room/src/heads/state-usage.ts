import type { StateSlot } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { MEMBER_EVENT_BYTES_MAX } from '../room.limits.js';

/** What the state of one room may hold. Members are counted apart: large rooms have many, and need little else. */
export interface StateLimits {
  /** State events that are no member events, and bytes of their JSON. */
  readonly stateEventsMax: number;
  readonly stateBytesMax: number;
  /** Users with a member event, of whatever membership. */
  readonly membersMax: number;
}

/** What the state of one room holds. */
export interface StateCounts {
  readonly events: number;
  readonly bytes: number;
  readonly members: number;
}

/** A state event that comes into its slot; sizes are those of its JSON and of the JSON that stood there before. */
export interface SlotChange {
  readonly slot: StateSlot;
  readonly bytes: number;
  readonly replacedBytes: number | undefined;
}

/** Counts what the state of a room holds, and refuses what would make it more than it may hold. */
export class StateUsage implements StateCounts {
  events: number;
  bytes: number;
  members: number;

  constructor(
    private readonly limits: StateLimits,
    counts: StateCounts = { events: 0, bytes: 0, members: 0 },
  ) {
    this.events = counts.events;
    this.bytes = counts.bytes;
    this.members = counts.members;
  }

  /**
   * A room that holds more than it may, since the limits were others once, can still be changed where it does not grow.
   * @throws MatrixError M_TOO_LARGE
   */
  check({ slot, bytes, replacedBytes }: SlotChange): void {
    const { limits } = this;
    const isNew = replacedBytes === undefined;
    if (isMember(slot)) {
      if (bytes > MEMBER_EVENT_BYTES_MAX) throw MatrixError.tooLarge('A membership may not say so much');
      if (isNew && this.members >= limits.membersMax) throw MatrixError.tooLarge('The room has too many members');
      return;
    }
    const isFull = isNew && this.events >= limits.stateEventsMax;
    const growth = bytes - (replacedBytes ?? 0);
    if (isFull || (growth > 0 && this.bytes + growth > limits.stateBytesMax)) {
      throw MatrixError.tooLarge('The room holds as much state as it may');
    }
  }

  take({ slot, bytes, replacedBytes }: SlotChange): void {
    const isNew = replacedBytes === undefined;
    if (isMember(slot)) {
      if (isNew) this.members++;
      return;
    }
    if (isNew) this.events++;
    this.bytes += bytes - (replacedBytes ?? 0);
  }
}

function isMember({ type }: StateSlot): boolean {
  return type === 'm.room.member';
}
