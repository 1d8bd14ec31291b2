import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition, typingTopic } from '@chappe/contracts';
import { type JsonObject, parseJson } from '@chappe/crypto';
import { TransientBus } from '@chappe/event-log';
import { objectOf, textOf } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import { MatrixError, setTyping, type EmptyAnswer } from '@chappe/matrix-api';
import { CLOCK, type Clock } from '@chappe/runtime';
import type { RoomService } from '../room-service.js';
import { checkOwn } from '../users/check-own.js';
import { TYPING_TIMEOUT_DEFAULT_MS, TYPING_TIMEOUT_MAX_MS } from './typing.limits.js';

/** Typing notifications (Client-Server API). */
@Injectable()
export class TypingEndpoints {
  constructor(
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: RoomService,
    private readonly bus: TransientBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** PUT /rooms/{roomId}/typing/{userId} */
  @Endpoint(setTyping)
  async setTyping({ params, body, requester }: EndpointRequest<typeof setTyping>): Promise<EmptyAnswer> {
    const { roomId, userId } = params;
    checkOwn(requester, userId);
    await this.#checkJoined(roomId, userId);
    const timeoutMs = Math.min(body.timeout ?? TYPING_TIMEOUT_DEFAULT_MS, TYPING_TIMEOUT_MAX_MS);
    const { deviceId } = requester;
    const untilMs = body.typing ? this.clock.nowMs() + timeoutMs : 0;
    this.bus.publish(typingTopic, { roomId, userId, deviceId, untilMs });
    return {};
  }

  /** One slot of the state is the cheapest question; a user who left is answered with the state at leaving. */
  async #checkJoined(roomId: string, userId: string): Promise<void> {
    const slot = { eventType: 'm.room.member', stateKey: userId };
    const { events } = await this.rooms.getState({ roomId, requester: userId, ...slot });
    const member = events[0] && (parseJson(events[0].pdu.toString()) as JsonObject);
    if (!member || textOf(objectOf(member, 'content') ?? {}, 'membership') !== 'join') {
      throw MatrixError.forbidden('Only members of a room can type in it');
    }
  }
}
