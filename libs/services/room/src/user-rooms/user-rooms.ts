import { Injectable } from '@nestjs/common';
import type { GetUserRoomsResponse, UserRoom } from '@chappe/contracts';
import type { RoomId, UserId } from '@chappe/events';
import { Postgres, type Tx } from '@chappe/postgres';
import { Partitions } from '../partitions/partitions.js';
import { membershipChangeOf } from './membership-change.js';
import { UserRoomsStore, type ProjectedPosition } from './user-rooms.store.js';

/** Which rooms a user is in: the projection and, on top of it, what the log has after the projection's position. */
@Injectable()
export class UserRooms {
  constructor(
    private readonly postgres: Postgres,
    private readonly store: UserRoomsStore,
    private readonly partitions: Partitions,
  ) {}

  /** Exact at the positions that it answers with: everything committed before the call is there. */
  async get(userId: UserId, memberships: readonly string[] = []): Promise<GetUserRoomsResponse> {
    const { rooms, positions } = await this.#getAll(userId);
    const wanted = [...rooms.values()].filter(
      (room) => memberships.length === 0 || memberships.includes(room.membership),
    );
    return { rooms: wanted, positions: positions.map((row) => row.committed) };
  }

  /** Whether a user has forgotten a room, with no member event of his since then. */
  async hasForgotten(userId: string, roomId: RoomId): Promise<boolean> {
    const { rooms } = await this.#getAll(userId);
    return rooms.get(roomId)?.forgotten ?? false;
  }

  /** The projection and the log after it, in one snapshot. */
  #getAll(userId: string): Promise<{ rooms: Map<string, UserRoom>; positions: ProjectedPosition[] }> {
    const key = { partition: this.partitions.of(userId), userId };
    return this.postgres.transaction(
      async (tx) => {
        const positions = await this.store.positions(tx);
        const rooms = new Map((await this.store.ofUser(tx, key)).map((room) => [room.roomId, room]));
        const behind = positions.filter(({ committed, projected }) => committed > projected);
        if (behind.length > 0) await this.#addTails(tx, { rooms, userId }, behind);
        return { rooms, positions };
      },
      { isolation: 'repeatable read', readOnly: true },
    );
  }

  async #addTails(
    tx: Tx,
    user: { readonly rooms: Map<string, UserRoom>; readonly userId: string },
    behind: readonly ProjectedPosition[],
  ): Promise<void> {
    const needle = Buffer.from(user.userId);
    const ranges = behind.map(({ partition, projected, committed }) => ({
      partition,
      after: projected,
      to: committed,
    }));
    for (const entry of await this.store.tails(tx, ranges)) {
      if (!entry.payload.includes(needle)) continue; // cheaper than to read every entry
      const change = membershipChangeOf(entry);
      if (change.userId === user.userId) applyTo(user.rooms, change);
    }
  }
}

function applyTo(rooms: Map<string, UserRoom>, change: ReturnType<typeof membershipChangeOf>): void {
  if ('room' in change) {
    rooms.set(change.room.roomId, change.room);
    return;
  }
  const room = rooms.get(change.forgets);
  if (room) rooms.set(change.forgets, { ...room, forgotten: true });
}
