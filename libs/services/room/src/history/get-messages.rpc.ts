import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type GetMessagesRequest, type GetMessagesResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { GetMessages } from './get-messages.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'getMessages')
export class GetMessagesRpc implements RpcHandler<typeof RoomServiceDefinition, 'getMessages'> {
  constructor(private readonly getMessages: GetMessages) {}

  handle(request: GetMessagesRequest): Promise<GetMessagesResponse> {
    return this.getMessages.get(request);
  }
}
