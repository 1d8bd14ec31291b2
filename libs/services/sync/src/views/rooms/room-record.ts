import type { LogEntry } from '@chappe/contracts';
import type { Backoff } from '@chappe/runtime';
import type { Waiter } from '../log/wake-queue.js';
import type { RoomView } from './room-view.js';

/**
 * What is known about a room that somebody here uses: when it changed last, who waits for it, its view when one is
 * loaded.
 */
export class RoomRecord {
  /** Users with a view here who are joined to the room. */
  readonly users = new Set<Waiter>();
  view: RoomView | undefined;
  loading: Promise<RoomView> | undefined;
  /** The view could not be loaded: pauses between further tries. */
  failure: Backoff | undefined;
  /** An answer was given without this room: whoever waits shall know when it is there. */
  isOwed = false;
  /** Entries that arrive while the view is loading. */
  pending: LogEntry[] = [];
  /** Position of the newest event or receipt known. */
  last = 0;

  /** @param floor changes at or before this position may be unknown here */
  constructor(
    readonly roomId: string,
    readonly partition: number,
    public floor: number,
  ) {}

  /** False only when certainly no event and no receipt came after the position. */
  mayHaveChangedAfter(position: number): boolean {
    return this.last > position || this.floor > position;
  }

  get isIdle(): boolean {
    return this.users.size === 0 && !this.view && !this.loading && !this.failure;
  }
}
