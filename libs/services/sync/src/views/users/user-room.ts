import type { Membership } from '@chappe/events';
import { MEMBERSHIP_CHANGES_KEPT } from '../../sync.limits.js';
import type { RoomRecord } from '../rooms/room-record.js';

/** A member event of the user, as far as choosing needs it. */
export interface MembershipChange {
  readonly position: number;
  readonly membership: Membership;
  readonly sender: string;
}

/** A room of a user: the membership now and, as far as it was seen, at earlier positions. */
export class UserRoom {
  /** While the user is joined. */
  record: RoomRecord | undefined;
  forgotten = false;
  /** Oldest first, never empty. */
  readonly #changes: MembershipChange[];
  /** The user had no member event before the first change. */
  #isWhole: boolean;

  /** @param isFirst the user had no member event in this room before */
  constructor(
    readonly roomId: string,
    readonly partition: number,
    start: { readonly change: MembershipChange; readonly isFirst: boolean },
  ) {
    this.#changes = [start.change];
    this.#isWhole = start.isFirst;
  }

  get membership(): Membership {
    return this.#newest.membership;
  }

  /** Of the member event in force. */
  get position(): number {
    return this.#newest.position;
  }

  /** Who sent the member event in force: another user in an invite, a kick or a ban. */
  get sender(): string {
    return this.#newest.sender;
  }

  /**
   * Position of the member event that ended the user's last stay in the room; undefined when that was not seen here.
   */
  get leftAt(): number | undefined {
    const lastJoin = this.#changes.findLastIndex((one) => one.membership === 'join');
    return lastJoin < 0 ? undefined : this.#changes[lastJoin + 1]?.position;
  }

  apply(change: MembershipChange): void {
    this.#changes.push(change);
    if (this.#changes.length <= MEMBERSHIP_CHANGES_KEPT) return;
    this.#changes.shift();
    this.#isWhole = false;
  }

  /** The membership at a position, `leave` before the first member event; undefined when that was not seen here. */
  membershipAt(position: number): Membership | undefined {
    const change = this.#changes.findLast((one) => one.position <= position);
    return change?.membership ?? (this.#isWhole ? 'leave' : undefined);
  }

  /** The member event in force at a position; undefined when there was none or it was not seen here. */
  changeAt(position: number): MembershipChange | undefined {
    return this.#changes.findLast((one) => one.position <= position);
  }

  /** True only when certainly the user's first member event came after a position. */
  isFirstAfter(position: number): boolean {
    return this.#isWhole && (this.#changes[0]?.position ?? 0) > position;
  }

  /**
   * Whether the user was joined at every moment from one position to another; undefined when that was not seen here.
   */
  wasJoinedBetween(after: number, upTo: number): boolean | undefined {
    const atStart = this.membershipAt(after);
    const later = this.#changes.filter((one) => one.position > after && one.position <= upTo);
    if (atStart === 'leave' || later.some((one) => one.membership !== 'join')) return false;
    return atStart === undefined ? undefined : atStart === 'join';
  }

  get #newest(): MembershipChange {
    const newest = this.#changes.at(-1);
    if (!newest) throw new Error('a user room without a member event');
    return newest;
  }
}
