import type { LogEntry } from '@chappe/contracts';
import type { TraceContext } from '@chappe/contracts';
import { LatestChanges } from '../log/latest-changes.js';
import type { WakeUp, Waiter } from '../log/wake-queue.js';
import type { AccountData } from './account-data.js';
import type { DeviceView } from './device-view.js';
import type { MembershipChange, UserRoom } from './user-room.js';

/** A user whose devices or keys look different to the user at hand. */
export interface KeyNews {
  readonly userId: string;
  /** In the user log. */
  readonly position: number;
}

/** What a view starts from. */
export interface UserViewStart {
  readonly rooms: readonly UserRoom[];
  /** The rooms are exact at these positions, one per room partition. */
  readonly roomPositions: readonly number[];
  readonly accountData: AccountData;
  /** The account data is exact at this position of the user's log partition. */
  readonly userPosition: number;
}

/** A user in memory: rooms, account data and devices, and who sleeps until something changes. */
export class UserView implements Waiter {
  readonly rooms = new Map<string, UserRoom>();
  readonly roomPositions: readonly number[];
  readonly accountData: AccountData;
  /** Account data and devices are known from here on. */
  readonly userPosition: number;
  readonly devices = new Map<string, DeviceView>();
  /** What the user's devices did to keys since the view was loaded. */
  readonly keyNews = new LatestChanges<KeyNews>(({ userId }) => userId);
  version = 0;
  readonly sleepers = new Set<WakeUp>();
  cause: TraceContext | undefined;
  /** By the monotonic clock. */
  lastUsedMs = 0;
  /** Requests being answered or sleeping. */
  requests = 0;

  constructor(
    readonly userId: string,
    /** Of the user log. */
    readonly partition: number,
    start: UserViewStart,
  ) {
    for (const room of start.rooms) this.rooms.set(room.roomId, room);
    this.roomPositions = start.roomPositions;
    this.accountData = start.accountData;
    this.userPosition = start.userPosition;
  }
}

/** A member event about a user, read from the log. */
export interface MemberEntry extends MembershipChange {
  readonly entry: LogEntry;
  readonly userId: string;
}
