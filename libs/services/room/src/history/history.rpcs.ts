import { Injectable } from '@nestjs/common';
import {
  RoomServiceDefinition,
  type FindStateRequest,
  type FindStateResponse,
  type GetContextRequest,
  type GetContextResponse,
  type GetEventRequest,
  type GetEventResponse,
  type GetMembersRequest,
  type GetMembersResponse,
  type GetMessagesRequest,
  type GetMessagesResponse,
  type GetStateRequest,
  type GetStateResponse,
} from '@chappe/contracts';
import { Rpc } from '@chappe/grpc';
import { GetContext } from './get-context.js';
import { GetEvent } from './get-event.js';
import { GetMessages } from './get-messages.js';
import { GetSlot } from './get-slot.js';
import { GetState } from './get-state.js';

/** What users read of a room, as far as they may see it (client-server-api, "Getting events for a room"). */
@Injectable()
export class HistoryRpcs {
  constructor(
    private readonly event: GetEvent,
    private readonly messages: GetMessages,
    private readonly context: GetContext,
    private readonly state: GetState,
    private readonly slot: GetSlot,
  ) {}

  /** See {@link GetEvent.get}. */
  @Rpc(RoomServiceDefinition, 'getEvent')
  getEvent(request: GetEventRequest): Promise<GetEventResponse> {
    return this.event.get(request);
  }

  /** See {@link GetMessages.get}. */
  @Rpc(RoomServiceDefinition, 'getMessages')
  getMessages(request: GetMessagesRequest): Promise<GetMessagesResponse> {
    return this.messages.get(request);
  }

  /** See {@link GetContext.get}. */
  @Rpc(RoomServiceDefinition, 'getContext')
  getContext(request: GetContextRequest): Promise<GetContextResponse> {
    return this.context.get(request);
  }

  /** See {@link GetState.get} and {@link GetSlot.get}. */
  @Rpc(RoomServiceDefinition, 'getState')
  getState(request: GetStateRequest): Promise<GetStateResponse> {
    return request.eventType === undefined ? this.state.get(request) : this.slot.get(request);
  }

  /** See {@link GetState.find}. */
  @Rpc(RoomServiceDefinition, 'findState')
  findState(request: FindStateRequest): Promise<FindStateResponse> {
    return this.state.find(request);
  }

  /** See {@link GetState.members}. */
  @Rpc(RoomServiceDefinition, 'getMembers')
  getMembers(request: GetMembersRequest): Promise<GetMembersResponse> {
    return this.state.members(request);
  }
}
