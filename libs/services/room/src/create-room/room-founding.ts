import { Inject, Injectable } from '@nestjs/common';
import { SERVER_IDENTITY, type ServerIdentity } from '@chappe/config';
import { JsonError } from '@chappe/crypto';
import { buildEvent, checkAuth, EMPTY_STATE, EventTooLargeError, type BuiltEvent, type RoomId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, RANDOMNESS, type Clock, type Randomness } from '@chappe/runtime';
import type { RoomHead } from '../heads/room-head.js';
import { RoomHeads } from '../heads/room-heads.js';
import { StateMaps } from '../state/state-maps.js';
import type { PreparedEvent } from '../writing/prepared-event.js';
import { createContent, type RoomWish } from './initial-events.js';

const ROOM_ID_CHARACTERS = 18;
const CREATE_SLOT = { type: 'm.room.create', stateKey: '' };

/** A room that nobody else knows yet. */
export interface FoundedRoom {
  readonly head: RoomHead;
  readonly create: PreparedEvent;
}

/** Makes the m.room.create event, and with it the room's id and a head to put the other events on. */
@Injectable()
export class RoomFounding {
  #lastFoundedMs = 0;

  constructor(
    private readonly heads: RoomHeads,
    private readonly maps: StateMaps,
    @Inject(SERVER_IDENTITY) private readonly identity: ServerIdentity,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** @throws MatrixError M_FORBIDDEN, M_TOO_LARGE, M_BAD_JSON; 503 when the room's partition is not owned here */
  async found(wish: RoomWish): Promise<FoundedRoom> {
    const built = this.#build(wish);
    const verdict = checkAuth(built.pdu, () => undefined, wish.rules);
    if (!verdict.allowed) throw MatrixError.forbidden(verdict.reason);
    const place = this.heads.placeOf(built.roomId);
    const change = { slot: CREATE_SLOT, eventId: built.eventId };
    const { root, created } = await this.maps.change(place, EMPTY_STATE, [change]);
    const head = this.heads.start({
      roomId: built.roomId,
      rules: wish.rules,
      depth: built.pdu.depth,
      stateRoot: root,
      extremities: [built.eventId],
    });
    head.setState({ eventId: built.eventId, pdu: built.pdu });
    const event = { type: CREATE_SLOT.type, sender: wish.creator, stateKey: '', content: built.pdu.content };
    return {
      head,
      create: { event, built, stateBefore: EMPTY_STATE, change: { stateAfter: root, created, replaced: undefined } },
    };
  }

  #build(wish: RoomWish): BuiltEvent {
    const { serverName, signingKey } = this.identity;
    const roomId = `!${this.randomness.token(ROOM_ID_CHARACTERS)}:${serverName}` as RoomId;
    const template = {
      ...(!wish.rules.roomIdIsCreateEventId && { roomId }),
      type: CREATE_SLOT.type,
      stateKey: CREATE_SLOT.stateKey,
      sender: wish.creator,
      content: createContent(wish),
      originServerTs: this.#uniqueTimeMs(),
      depth: 1,
      prevEvents: [],
      authEvents: [],
    };
    try {
      return buildEvent(template, { serverName, key: signingKey, rules: wish.rules });
    } catch (error) {
      if (error instanceof EventTooLargeError) throw MatrixError.tooLarge(error.message);
      if (error instanceof JsonError) throw MatrixError.badJson(error.message);
      throw error;
    }
  }

  /**
   * Where the create event's id is the room's, two equal wishes in one millisecond would be one room: no two rooms are
   * founded at the same time.
   */
  #uniqueTimeMs(): number {
    this.#lastFoundedMs = Math.max(this.clock.nowMs(), this.#lastFoundedMs + 1);
    return this.#lastFoundedMs;
  }
}
