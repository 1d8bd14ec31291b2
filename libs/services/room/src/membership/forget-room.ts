import { Injectable } from '@nestjs/common';
import { ForgetEntry, roomLog, type ForgetRoomRequest } from '@chappe/contracts';
import { membershipOf, type RoomId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { GroupCommit } from '../commit/group-commit.js';
import { RoomHeads } from '../heads/room-heads.js';
import { RoomLanes } from '../writing/room-lanes.js';

/** Lets a user who left forget a room (client-server-api, "POST /rooms/{roomId}/forget"). */
@Injectable()
export class ForgetRoom {
  constructor(
    private readonly lanes: RoomLanes,
    private readonly heads: RoomHeads,
    private readonly commits: GroupCommit,
  ) {}

  /** @throws MatrixError M_UNKNOWN (400) while the user is in the room, M_NOT_FOUND when he never was */
  async forget(request: ForgetRoomRequest): Promise<void> {
    const roomId = request.roomId as RoomId;
    const forgotten = await this.lanes.run(roomId, () => this.#append(roomId, request.userId));
    await forgotten.committed;
  }

  async #append(roomId: RoomId, userId: string): Promise<{ committed: Promise<void> }> {
    const head = await this.heads.get(roomId);
    if (!head) throw MatrixError.notFound('There is no such room');
    await this.heads.loadMembers(head, [userId]);
    const member = head.state('m.room.member', userId);
    if (!member) throw MatrixError.notFound('You were never in this room');
    const membership = membershipOf(member.pdu);
    if (membership !== 'leave' && membership !== 'ban') {
      throw new MatrixError('M_UNKNOWN', 'Leave the room before you forget it', { status: 400 });
    }
    const payload = ForgetEntry.encode({ userId }).finish();
    const { lease, partition } = head;
    const committed = this.commits.submit(() => {
      const entry = { partition, position: lease.take(), kind: roomLog.kinds.forget.id, key: roomId, payload };
      return { lease, entries: [entry] };
    });
    return { committed };
  }
}
