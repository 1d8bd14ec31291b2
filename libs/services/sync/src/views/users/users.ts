import { partitionOf, type LogEntry, type UserRoom as UserRoomRow } from '@chappe/contracts';
import type { Membership } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { withDeadline, type Clock } from '@chappe/runtime';
import { CATCH_UP_MS_MAX, LOAD_RETRY_MS, LOAD_TRIES_MAX } from '../../sync.limits.js';
import { AccountData } from './account-data.js';
import { applyForgetEntry, applyMemberEntry, applyUserEntry } from './apply-user-entry.js';
import type { AppliedPositions } from '../log/applied-positions.js';
import type { RoomService } from '../rooms/room-service.js';
import type { Rooms } from '../rooms/rooms.js';
import type { UserDataService } from './user-data-service.js';
import { UserRoom } from './user-room.js';
import { UserView, type MemberEntry } from './user-view.js';

/** What the users of a replica need. */
export interface UsersPorts {
  readonly rooms: Rooms;
  readonly room: RoomService;
  readonly userData: UserDataService;
  readonly clock: Clock;
  readonly roomApplied: AppliedPositions;
  readonly userApplied: AppliedPositions;
  readonly partitionCount: number;
}

/** A user whose view is here or on its way. */
interface UserRecord {
  view: UserView | undefined;
  loading: Promise<UserView> | undefined;
  /** What arrives while the view is loading. */
  pending: ((view: UserView) => void)[];
}

/** The users in use on this replica. */
export class Users {
  readonly #records = new Map<string, UserRecord>();

  constructor(private readonly ports: UsersPorts) {}

  get count(): number {
    return this.#records.size;
  }

  /** Whether entries about this user matter here. */
  isFollowed(userId: string): boolean {
    return this.#records.has(userId);
  }

  find(userId: string): UserView | undefined {
    return this.#records.get(userId)?.view;
  }

  /** The user's view, not older than what this replica has applied; loaded when it is not in memory. */
  view(userId: string): UserView | Promise<UserView> {
    const record = this.#records.get(userId) ?? this.#add(userId);
    // A view that is catching up is there already, but not ready for answers.
    if (record.loading) return record.loading;
    if (!record.view) return (record.loading = this.#load(userId, record));
    record.view.lastUsedMs = this.ports.clock.monotonicMs();
    return record.view;
  }

  /** Takes in a member event about a followed user; returns the view that changed. */
  applyMember(member: MemberEntry): UserView | undefined {
    return this.#apply(member.userId, (view) => applyMemberEntry(view, member, this.ports.rooms));
  }

  /** Takes in the news that a followed user forgot a room. */
  applyForget(userId: string, entry: LogEntry): void {
    this.#apply(userId, (view) => applyForgetEntry(view, entry));
  }

  /**
   * Takes in an entry of the user log; returns the view that changed. A user that nobody here follows costs one
   * look-up.
   */
  applyUser(entry: LogEntry): UserView | undefined {
    return this.#apply(entry.key, (view) => applyUserEntry(view, entry));
  }

  /** Drops a view: who sleeps on it is woken, the next use loads it again. */
  drop(userId: string): void {
    const view = this.#records.get(userId)?.view;
    if (!view) return;
    this.#records.delete(userId);
    for (const wakeUp of view.sleepers) wakeUp();
    for (const room of view.rooms.values()) {
      const { record } = room;
      if (!record) continue;
      record.users.delete(view);
      this.ports.rooms.release(record);
    }
  }

  /** Drops users without a request since that moment of the monotonic clock. */
  dropIdle(sinceMs: number): void {
    for (const [userId, { view }] of this.#records) {
      if (view && view.requests === 0 && view.lastUsedMs < sinceMs) this.drop(userId);
    }
  }

  /** Every view, for waking all at the end. */
  *views(): Iterable<UserView> {
    for (const { view } of this.#records.values()) if (view) yield view;
  }

  #apply(userId: string, change: (view: UserView) => void): UserView | undefined {
    const record = this.#records.get(userId);
    if (record?.loading) record.pending.push(change);
    if (record?.view) change(record.view);
    return record?.view;
  }

  #add(userId: string): UserRecord {
    const record: UserRecord = { view: undefined, loading: undefined, pending: [] };
    this.#records.set(userId, record);
    return record;
  }

  async #load(userId: string, record: UserRecord): Promise<UserView> {
    try {
      const view = await this.#read(userId, record);
      for (const room of view.rooms.values()) this.#attach(view, room);
      for (const change of record.pending) change(view);
      view.lastUsedMs = this.ports.clock.monotonicMs();
      record.view = view;
      await this.#catchUp(view);
      return view;
    } finally {
      record.loading = undefined;
      record.pending = [];
      if (!record.view) this.#records.delete(userId);
    }
  }

  /** The view must not show what the answers of this replica cannot show yet. */
  async #catchUp(view: UserView): Promise<void> {
    const { roomApplied, userApplied } = this.ports;
    try {
      await withDeadline(this.ports.clock, CATCH_UP_MS_MAX, async (signal) => {
        await roomApplied.reachAll(view.roomPositions, signal);
        await userApplied.reach(view.partition, view.userPosition, signal);
      });
    } catch (error) {
      this.drop(view.userId);
      throw MatrixError.unavailable('this server has not caught up yet', error);
    }
  }

  async #read(userId: string, record: UserRecord): Promise<UserView> {
    const { room, userData, clock, roomApplied, userApplied, partitionCount } = this.ports;
    const partition = partitionOf(userId, partitionCount);
    const appliedRooms = roomApplied.all();
    const appliedUser = userApplied.of(partition);
    record.pending = [];
    for (let tries = 0; tries < LOAD_TRIES_MAX; tries++) {
      const [inRooms, user] = await Promise.all([
        room.getUserRooms({ userId, memberships: [] }),
        userData.readUser({ userId }),
      ]);
      const isFresh = appliedRooms.every((position, index) => (inRooms.positions[index] ?? 0) >= position);
      if (isFresh && user.position >= appliedUser) {
        return new UserView(userId, partition, {
          rooms: inRooms.rooms.map((row) => userRoomOf(row, partitionCount)),
          roomPositions: inRooms.positions,
          accountData: new AccountData(user.accountData),
          userPosition: user.position,
        });
      }
      await clock.sleep(LOAD_RETRY_MS);
    }
    throw MatrixError.unavailable('a user cannot be read at the position that was seen already');
  }

  #attach(view: UserView, room: UserRoom): void {
    if (room.membership !== 'join') return;
    room.record = this.ports.rooms.record(room.roomId);
    room.record.users.add(view);
  }
}

function userRoomOf(row: UserRoomRow, partitionCount: number): UserRoom {
  const { roomId, position, sender } = row;
  const change = { position, membership: row.membership as Membership, sender };
  const room = new UserRoom(roomId, partitionOf(roomId, partitionCount), { change, isFirst: false });
  room.forgotten = row.forgotten;
  return room;
}
