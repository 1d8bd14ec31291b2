import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type SendReceiptRequest, type SendReceiptResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { SendReceipt } from './receipts.rpcs.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'sendReceipt')
export class SendReceiptRpc implements RpcHandler<typeof RoomServiceDefinition, 'sendReceipt'> {
  constructor(private readonly sendReceipt: SendReceipt) {}

  async handle(request: SendReceiptRequest): Promise<SendReceiptResponse> {
    await this.sendReceipt.send(request);
    return {};
  }
}
