import { mayUserSee, type HistoryVisibility, type Membership } from '@chappe/events';
import type { RoomEvent } from '../../views/rooms/room-event.js';

/** Where a walk begins: after the newest event. */
export interface WalkStart {
  readonly userId: string;
  /** Of the user. */
  readonly membership: Membership;
  readonly visibility: HistoryVisibility;
}

/** What the walk found about one event. */
export interface Sight {
  readonly isVisible: boolean;
  /** Of the user, changes by the event included (`unsigned.membership`). */
  readonly membership: Membership;
  /** The event was sent while history was open to later members. */
  readonly isOpen: boolean;
}

/**
 * Goes back through a room's events, newest first and without gap, and tells which of them a user may see: membership
 * and history visibility are those at the event (Client-Server API, "Room History Visibility", server behaviour).
 */
export class VisibilityWalk {
  readonly #userId: string;
  #membership: Membership;
  #visibility: HistoryVisibility;
  #joinedLater = false;

  constructor(start: WalkStart) {
    this.#userId = start.userId;
    this.#membership = start.membership;
    this.#visibility = start.visibility;
    this.#joinedLater = start.membership === 'join';
  }

  step(event: RoomEvent): Sight {
    const membership = this.#membership;
    const visibility = this.#visibility;
    const joinedLater = this.#joinedLater;
    const isOwn = event.membership !== undefined && event.stateKey === this.#userId;
    if (isOwn) this.#membership = event.membershipBefore;
    if (event.visibility !== undefined) this.#visibility = event.visibilityBefore;
    if (membership === 'join') this.#joinedLater = true;
    const isVisible =
      membership === 'join' ||
      mayUserSee({
        visibility,
        membership,
        visibilityBefore: this.#visibility,
        membershipBefore: this.#membership,
        joinedLater,
      });
    return { isVisible, membership, isOpen: visibility === 'shared' || visibility === 'world_readable' };
  }
}
