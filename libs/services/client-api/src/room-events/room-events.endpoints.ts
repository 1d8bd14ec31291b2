import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { canonicalJson, type JsonObject } from '@chappe/crypto';
import type { EventId, RoomId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointRequest, type BearerRequester } from '@chappe/http';
import { MatrixError, redactEvent, sendEvent, setRoomState } from '@chappe/matrix-api';
import { MemberState } from '../room-membership/member-state.js';
import type { RoomService } from '../room-service.js';
import { EVENT_NAME_BYTES_MAX, TXN_ID_BYTES_MAX } from './room-event.limits.js';

/** An event that a client puts into a room. */
interface EventToSend {
  readonly roomId: RoomId;
  readonly type: string;
  readonly content: JsonObject;
  /** Present for state, and may be empty. */
  readonly stateKey?: string;
  /** Absent where the endpoint has none. */
  readonly txnId?: string;
  /** The event that a redaction is for. */
  readonly redacts?: EventId;
}

/** Sending events to a room, and redactions (Client-Server API). */
@Injectable()
export class RoomEventsEndpoints {
  constructor(
    private readonly memberState: MemberState,
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'sendEvent'>,
  ) {}

  /** PUT /rooms/{roomId}/send/{eventType}/{txnId} */
  @Endpoint(sendEvent)
  sendEvent({ params, body, requester }: EndpointRequest<typeof sendEvent>): Promise<{ event_id: string }> {
    const { roomId, eventType: type, txnId } = params;
    return this.#send({ roomId, type, txnId, content: body }, requester);
  }

  /** PUT /rooms/{roomId}/state/{eventType}/{stateKey} */
  @Endpoint(setRoomState)
  async setRoomState({ params, body, requester }: EndpointRequest<typeof setRoomState>): Promise<{ event_id: string }> {
    const { roomId, eventType: type, stateKey } = params;
    const member = { stateKey, sender: requester.userId };
    const content = type === 'm.room.member' ? await this.memberState.complete(body, member) : body;
    return this.#send({ roomId, type, stateKey, content }, requester);
  }

  /** PUT /rooms/{roomId}/redact/{eventId}/{txnId} */
  @Endpoint(redactEvent)
  redactEvent({ params, body, requester }: EndpointRequest<typeof redactEvent>): Promise<{ event_id: string }> {
    const { roomId, eventId: redacts, txnId } = params;
    const content: JsonObject = body.reason === undefined ? {} : { reason: body.reason };
    return this.#send({ roomId, type: 'm.room.redaction', redacts, txnId, content }, requester);
  }

  /**
   * Answers when the event is durable, for a repeated transaction ID with the event of the first request.
   * @throws MatrixError M_INVALID_PARAM, M_TOO_LARGE, and what the room service refuses with
   */
  async #send(event: EventToSend, { userId, deviceId }: BearerRequester): Promise<{ event_id: string }> {
    checkNames(event);
    const { eventId } = await this.rooms.sendEvent({
      roomId: event.roomId,
      sender: userId,
      deviceId,
      eventType: event.type,
      stateKey: event.stateKey,
      content: Buffer.from(canonicalJson(event.content)),
      txnId: event.txnId ?? '',
      redacts: event.redacts ?? '',
    });
    return { event_id: eventId };
  }
}

function checkNames({ type, stateKey = '', txnId }: EventToSend): void {
  if (type === '') throw MatrixError.invalidParam('The event type is empty');
  for (const [what, text] of [
    ['event type', type],
    ['state key', stateKey],
  ] as const) {
    if (Buffer.byteLength(text) > EVENT_NAME_BYTES_MAX) {
      throw MatrixError.tooLarge(`The ${what} is longer than ${EVENT_NAME_BYTES_MAX} bytes`);
    }
  }
  if (txnId === '' || (txnId !== undefined && Buffer.byteLength(txnId) > TXN_ID_BYTES_MAX)) {
    throw MatrixError.invalidParam(`A transaction ID must be 1 to ${TXN_ID_BYTES_MAX} bytes`);
  }
}
