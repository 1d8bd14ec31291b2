import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { type JsonObject, parseJson } from '@chappe/crypto';
import { TransientBus } from '@chappe/event-log';
import { objectOf, textOf } from '@chappe/events';
import { clientOf, type ServiceClient } from '@chappe/grpc';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { MatrixError, setTyping } from '@chappe/matrix-api';
import { CLOCK, type Clock } from '@chappe/runtime';
import { checkOwn } from '../users/check-own.js';
import { TYPING_TIMEOUT_DEFAULT_MS, TYPING_TIMEOUT_MAX_MS } from './typing.limits.js';

/** PUT /rooms/{roomId}/typing/{userId} */
@Injectable()
@Endpoint(setTyping)
export class SetTypingEndpoint implements EndpointHandler<typeof setTyping> {
  constructor(
    @Inject(clientOf(RoomServiceDefinition)) private readonly room: ServiceClient<typeof RoomServiceDefinition>,
    private readonly bus: TransientBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async handle({ params, body, requester }: EndpointRequest<typeof setTyping>): Promise<Record<string, never>> {
    const { roomId, userId } = params;
    checkOwn(requester, userId);
    await this.#checkJoined(roomId, userId);
    const timeoutMs = Math.min(body.timeout ?? TYPING_TIMEOUT_DEFAULT_MS, TYPING_TIMEOUT_MAX_MS);
    this.bus.publish({ roomId, userId, untilMs: body.typing ? this.clock.nowMs() + timeoutMs : 0 });
    return {};
  }

  /** One slot of the state is the cheapest question; a user who left is answered with the state at leaving. */
  async #checkJoined(roomId: string, userId: string): Promise<void> {
    const slot = { eventType: 'm.room.member', stateKey: userId };
    const { events } = await this.room.getState({ roomId, requester: userId, ...slot });
    const member = events[0] && (parseJson(events[0].pdu.toString()) as JsonObject);
    if (!member || textOf(objectOf(member, 'content') ?? {}, 'membership') !== 'join') {
      throw MatrixError.forbidden('Only members of a room can type in it');
    }
  }
}
