import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type DeactivateMemberRequest, type DeactivateMemberResponse } from '@chappe/contracts';
import type { RoomId } from '@chappe/events';
import { Rpc } from '@chappe/grpc';
import { Partitions } from '../partitions/partitions.js';
import { RoomLanes } from '../writing/room-lanes.js';
import { EndMembership } from './end-membership.js';
import { ErasureStore } from './erasure.store.js';

/** The end of a deactivated user in one room, at the room's owner. */
@Injectable()
export class DeactivatedMembersRpcs {
  constructor(
    private readonly lanes: RoomLanes,
    private readonly partitions: Partitions,
    private readonly membership: EndMembership,
    private readonly store: ErasureStore,
  ) {}

  /**
   * Answers when it is durable; see {@link EndMembership.end}.
   * @throws MatrixError M_FORBIDDEN when the room does not let the user go
   */
  @Rpc(RoomServiceDefinition, 'deactivateMember')
  async end(request: DeactivateMemberRequest): Promise<DeactivateMemberResponse> {
    const roomId = request.roomId as RoomId;
    const ended = await this.lanes.run(roomId, () => this.membership.end(request));
    await ended.committed;
    if (request.erase) await this.store.removeReceipts(this.partitions.roomKey(roomId), request.userId);
    return {};
  }
}
