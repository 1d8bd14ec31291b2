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
import { MatrixError } from '@chappe/matrix-api';
import { toStoredEvent } from '../timeline/to-stored-event.js';
import { Readers } from '../visibility/readers.js';
import { Visibility } from '../visibility/visibility.js';
import { GetContext } from './get-context.js';
import { GetMessages } from './get-messages.js';
import { GetState } from './get-state.js';

/** What users read of a room, as far as they may see it (client-server-api, "Getting events for a room"). */
@Injectable()
export class HistoryRpcs {
  constructor(
    private readonly readers: Readers,
    private readonly visibility: Visibility,
    private readonly messages: GetMessages,
    private readonly context: GetContext,
    private readonly state: GetState,
  ) {}

  /**
   * One event (client-server-api, "GET /rooms/{roomId}/event/{eventId}").
   * @throws MatrixError M_NOT_FOUND for what the room does not have, and for what the requester may not see
   */
  @Rpc(RoomServiceDefinition, 'getEvent')
  async getEvent(request: GetEventRequest): Promise<GetEventResponse> {
    const reader = await this.readers.find(request.roomId, request.requester);
    const judged = reader && (await this.visibility.findVisible(reader, request.eventId));
    if (!judged) throw MatrixError.notFound('Event not found.');
    return { event: toStoredEvent(judged.event, judged) };
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

  /** See {@link GetState.get}. */
  @Rpc(RoomServiceDefinition, 'getState')
  getState(request: GetStateRequest): Promise<GetStateResponse> {
    return this.state.get(request);
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
