import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type ReadTimelineRequest, type ReadTimelineResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { ReadTimeline } from './read-timeline.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'readTimeline')
export class ReadTimelineRpc implements RpcHandler<typeof RoomServiceDefinition, 'readTimeline'> {
  constructor(private readonly readTimeline: ReadTimeline) {}

  handle(request: ReadTimelineRequest): Promise<ReadTimelineResponse> {
    return this.readTimeline.read(request);
  }
}
