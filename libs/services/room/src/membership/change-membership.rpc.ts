import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type ChangeMembershipRequest, type ChangeMembershipResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { ChangeMembership } from './membership.rpcs.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'changeMembership')
export class ChangeMembershipRpc implements RpcHandler<typeof RoomServiceDefinition, 'changeMembership'> {
  constructor(private readonly changeMembership: ChangeMembership) {}

  async handle(request: ChangeMembershipRequest): Promise<ChangeMembershipResponse> {
    return { roomId: request.roomId, eventId: await this.changeMembership.change(request) };
  }
}
