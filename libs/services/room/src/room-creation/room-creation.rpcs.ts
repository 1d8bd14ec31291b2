import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type CreateRoomRequest, type CreateRoomResponse } from '@chappe/contracts';
import { membershipOf, type RoomAlias, type RoomId } from '@chappe/events';
import { Rpc } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { AliasStore } from '../aliases/alias.store.js';
import { CanonicalAliasCheck } from '../aliases/canonical-alias-check.js';
import type { RoomHead } from '../heads/room-head.js';
import { RoomFounding, type FoundedRoom } from './room-founding.js';
import { checkStateContent } from '../writing/check-state-content.js';
import { RoomWriter } from '../writing/room-writer.js';
import type { PreparedEvent } from '../writing/prepared-event.js';
import { eventsAfterCreate, newRoom, type RequestedRoom } from './initial-events.js';
import { RequestedRooms } from './requested-rooms.js';

/** Creates rooms (client-server-api, "Creation"). All events of the creation are one commit. */
@Injectable()
export class RoomCreationRpcs {
  constructor(
    private readonly requests: RequestedRooms,
    private readonly founding: RoomFounding,
    private readonly writer: RoomWriter,
    private readonly aliases: AliasStore,
    private readonly aliasCheck: CanonicalAliasCheck,
  ) {}

  /**
   * Answers when the room is durable.
   * @throws MatrixError M_UNSUPPORTED_ROOM_VERSION, M_ROOM_IN_USE, M_INVALID_ROOM_STATE, M_INVALID_PARAM, M_BAD_JSON,
   * M_BAD_ALIAS, M_TOO_LARGE
   */
  @Rpc(RoomServiceDefinition, 'createRoom')
  async create(request: CreateRoomRequest): Promise<CreateRoomResponse> {
    const room = this.requests.check(request);
    const founded = await asInvalidState(() => this.founding.found(newRoom(room)));
    const { roomId } = founded.head;
    if (room.alias !== undefined) await this.#claim(room.alias, roomId, room.creator);
    try {
      await this.#furnish(room, founded);
      return { roomId };
    } catch (error) {
      if (room.alias !== undefined) await this.#release(room.alias, roomId);
      throw error;
    }
  }

  /** Puts the other events on top and commits all of them. */
  async #furnish(room: RequestedRoom, { head, create }: FoundedRoom): Promise<void> {
    const events: PreparedEvent[] = [create];
    for (const event of eventsAfterCreate(room)) {
      checkStateContent({ ...event, roomId: head.roomId });
      await this.aliasCheck.check(head, event, room.alias);
      events.push(await asInvalidState(() => this.writer.draft(head, event)));
    }
    checkCreatorJoined(head, room.creator);
    await this.writer.found(head, events);
  }

  async #claim(alias: RoomAlias, roomId: RoomId, creator: string): Promise<void> {
    if (!(await this.aliases.claim(alias, { roomId, creator }))) {
      throw new MatrixError('M_ROOM_IN_USE', `${alias} is taken`);
    }
  }

  /**
   * What the client has to know is why there is no room. An alias that cannot be released, because the database is
   * away, counts as free after a minute.
   */
  async #release(alias: RoomAlias, roomId: RoomId): Promise<void> {
    await Promise.allSettled([this.aliases.release(alias, roomId)]);
  }
}

/** Nobody could ever come into a room that its creator left before anybody else was in it. */
function checkCreatorJoined(head: RoomHead, creator: string): void {
  if (membershipOf(head.state('m.room.member', creator)?.pdu) === 'join') return;
  throw new MatrixError('M_INVALID_ROOM_STATE', 'The creator is not in the room at the end of initial_state');
}

/** A refusal by the authorization rules means that the requested state is no valid beginning. */
async function asInvalidState<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MatrixError && error.errcode === 'M_FORBIDDEN') {
      throw new MatrixError('M_INVALID_ROOM_STATE', error.message, { cause: error });
    }
    throw error;
  }
}
