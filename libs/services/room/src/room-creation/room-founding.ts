import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SIGNING_IDENTITY, type SigningIdentity } from '@chappe/config';
import { JsonError, type JsonObject, type JsonValue } from '@chappe/crypto';
import {
  buildEvent,
  checkAuth,
  EMPTY_STATE,
  EventTooLargeError,
  graphEdge,
  toSafeInteger,
  type BuiltEvent,
  type RoomId,
  type RoomVersionRules,
} from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, RANDOMNESS, type Clock, type Randomness } from '@chappe/runtime';
import type { RoomHead } from '../heads/room-head.js';
import { RoomHeads } from '../heads/room-heads.js';
import { FOUNDED_ROOMS_REMEMBERED, FOUNDING_TRIES_MAX } from '../room.limits.js';
import { StateMaps } from '../state/state-maps.js';
import { newEventId } from '../writing/new-event-id.js';
import { bytesOf, type PreparedEvent } from '../writing/prepared-event.js';

const ROOM_ID_CHARACTERS = 18;
/**
 * Each further try may put the creation this much more into the past: enough for many at once, too little to matter.
 */
const EARLIER_MS_PER_TRY = 8;
const CREATE_SLOT = { type: 'm.room.create', stateKey: '' };

/** A room to be made. */
export interface NewRoom {
  readonly creator: string;
  readonly rules: RoomVersionRules;
  /** What the create event is to say besides what follows from the other members. */
  readonly content: JsonObject;
  /** Ignored where the room version has none. Junk is refused by the authorization rules. */
  readonly additionalCreators: readonly JsonValue[];
}

/** A room that nobody else knows yet. */
export interface FoundedRoom {
  readonly head: RoomHead;
  readonly create: PreparedEvent;
}

/** Makes the m.room.create event, and with it the room's id and a head to put the other events on. */
@Injectable()
export class RoomFounding {
  /** Of rooms that were founded lately, the oldest first. */
  readonly #recent = new LRUCache<RoomId, true>({ max: FOUNDED_ROOMS_REMEMBERED });

  constructor(
    private readonly heads: RoomHeads,
    private readonly maps: StateMaps,
    @Inject(SIGNING_IDENTITY) private readonly identity: SigningIdentity,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * The room's id is one whose partition is owned here.
   * @throws MatrixError M_FORBIDDEN, M_TOO_LARGE, M_BAD_JSON; WrongOwnerError when this process can own no room now
   */
  async found(room: NewRoom): Promise<FoundedRoom> {
    const built = this.#buildOwned(room);
    const key = this.heads.requireOwned(built.roomId);
    const verdict = checkAuth(built.pdu, () => undefined, room.rules);
    if (!verdict.allowed) throw MatrixError.forbidden(verdict.reason);
    const change = { slot: CREATE_SLOT, eventId: built.eventId };
    const { root, created } = await this.maps.change(key, EMPTY_STATE, [change]);
    const head = this.heads.start({
      roomId: built.roomId,
      rules: room.rules,
      depth: toSafeInteger(built.pdu.depth),
      stateRoot: root,
      extremities: [graphEdge(built.eventId, built.pdu, room.rules)],
    });
    const bytes = bytesOf(built);
    head.usage.take({ slot: CREATE_SLOT, bytes, replacedBytes: undefined });
    head.setState({ eventId: built.eventId, pdu: built.pdu, bytes });
    const event = { type: CREATE_SLOT.type, sender: room.creator, stateKey: '', content: built.pdu.content };
    return {
      head,
      create: { event, built, stateBefore: EMPTY_STATE, change: { stateAfter: root, created, replaced: undefined } },
    };
  }

  /** A create event that makes a room of an owned partition; some event if none can be found. */
  #buildOwned(room: NewRoom): BuiltEvent {
    const triesMax = this.heads.ownsAny ? FOUNDING_TRIES_MAX : 1;
    if (!room.rules.roomIdIsCreateEventId) {
      return this.#build(room, { originServerTs: this.clock.nowMs(), roomId: this.#randomRoomId(triesMax) });
    }
    for (let tries = 1; ; tries++) {
      const built = this.#build(room, { originServerTs: this.#timeOfTry(tries) });
      const isOwned = this.heads.isOwned(built.roomId);
      if (isOwned && this.#isNew(built.roomId)) return built;
      if (tries < triesMax) continue;
      if (isOwned) throw MatrixError.unavailable('Too many rooms are being created');
      return built;
    }
  }

  #build(room: NewRoom, chosen: { readonly originServerTs: number; readonly roomId?: RoomId }): BuiltEvent {
    const { serverName, signingKey } = this.identity;
    const template = {
      ...newEventId(room.rules, serverName, this.randomness),
      ...chosen,
      type: CREATE_SLOT.type,
      stateKey: CREATE_SLOT.stateKey,
      sender: room.creator,
      content: createContent(room),
      depth: 1,
      prevEvents: [],
      authEvents: [],
    };
    try {
      return buildEvent(template, { serverName, key: signingKey, rules: room.rules });
    } catch (error) {
      if (error instanceof EventTooLargeError) throw MatrixError.tooLarge(error.message);
      if (error instanceof JsonError) throw MatrixError.badJson(error.message);
      throw error;
    }
  }

  #randomRoomId(triesMax: number): RoomId {
    const draw = (): RoomId => `!${this.randomness.token(ROOM_ID_CHARACTERS)}:${this.identity.serverName}` as RoomId;
    let roomId = draw();
    for (let tries = 1; tries < triesMax && !this.heads.isOwned(roomId); tries++) roomId = draw();
    return roomId;
  }

  /**
   * Where the create event's id is the room's, only the time tells equal requests apart, and decides the partition:
   * now, or a moment ago, chosen at random so that equal requests at the same time do not try the same ones.
   */
  #timeOfTry(tries: number): number {
    if (tries === 1) return this.clock.nowMs();
    return this.clock.nowMs() - 1 - (this.randomness.bytes(2).readUInt16BE() % (tries * EARLIER_MS_PER_TRY));
  }

  /** Two equal requests at one time would be one room: whether this id was not given out lately. From now on it was. */
  #isNew(roomId: RoomId): boolean {
    if (this.#recent.has(roomId)) return false;
    this.#recent.set(roomId, true);
    return true;
  }
}

/** The content of m.room.create: what was asked for, with what the server decides on top. */
function createContent({ creator, rules, content, additionalCreators }: NewRoom): JsonObject {
  const { creator: _claimed, ...asked } = content;
  const additional = [...new Set(additionalCreators)].filter((userId) => userId !== creator);
  const hasAdditional = rules.creators === 'sender_and_additional' && additional.length > 0;
  return {
    ...asked,
    room_version: rules.version,
    ...(rules.creators === 'content_creator' && { creator }),
    ...(hasAdditional && { additional_creators: additional }),
  };
}
