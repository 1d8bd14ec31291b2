import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { canonicalJson, type JsonObject } from '@chappe/crypto';
import type { EventId, RoomId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import type { Requester } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import type { RoomService } from '../room-service.js';
import { EVENT_NAME_BYTES_MAX, TXN_ID_BYTES_MAX } from './room-event.limits.js';

/** An event that a client wants in a room. */
export interface WantedEvent {
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

/** Puts events into rooms (Client-Server API, "Sending events to a room"). */
@Injectable()
export class RoomEvents {
  constructor(@Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'sendEvent'>) {}

  /**
   * Answers when the event is durable, for a repeated transaction ID with the event of the first request.
   * @throws MatrixError M_INVALID_PARAM, M_TOO_LARGE, and what the room service refuses with
   */
  async send(wanted: WantedEvent, { userId, deviceId }: Requester): Promise<{ event_id: string }> {
    checkNames(wanted);
    const { eventId } = await this.rooms.sendEvent({
      roomId: wanted.roomId,
      sender: userId,
      deviceId,
      eventType: wanted.type,
      stateKey: wanted.stateKey,
      content: Buffer.from(canonicalJson(wanted.content)),
      txnId: wanted.txnId ?? '',
      redacts: wanted.redacts ?? '',
    });
    return { event_id: eventId };
  }
}

function checkNames({ type, stateKey = '', txnId }: WantedEvent): void {
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
