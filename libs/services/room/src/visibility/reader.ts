import type { NodeHash } from '@chappe/events';
import type { RoomKey } from '../partitions/partitions.js';
import type { Point } from '../timeline/timeline-point.js';

/** Somebody who reads a room, and what he is to it. */
export interface Reader {
  readonly room: RoomKey;
  readonly userId: string;
  /** Joined now; or was, and has not forgotten the room; or just anybody, in a room whose history anybody may read. */
  readonly standing: 'joined' | 'left' | 'outsider';
  /** His newest join. Absent for who was never in, and for who has forgotten the room: nobody forgets half. */
  readonly joinedAt?: Point;
  /** The end of his last stay, when he is not in now. */
  readonly left?: {
    readonly at: Point;
    /** Root of the state map at leaving. */
    readonly state: NodeHash;
  };
}
