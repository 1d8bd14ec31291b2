import { Inject, Injectable } from '@nestjs/common';
import { configOf, SERVER_IDENTITY, type ServerIdentity } from '@chappe/config';
import type { CreateRoomRequest } from '@chappe/contracts';
import { parseJson } from '@chappe/crypto';
import { parseRoomAlias, roomVersionRules, type RoomAlias, type RoomId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { AliasStore } from '../aliases/alias.store.js';
import { roomSection, type RoomConfig } from '../room.config.js';
import { CREATE_INITIAL_STATE_MAX, CREATE_INVITES_MAX } from '../room.limits.js';
import { RoomWriter } from '../writing/room-writer.js';
import type { PreparedEvent } from '../writing/prepared-event.js';
import type { CreateRoomBody } from './create-room-body.js';
import { eventsAfterCreate, type RoomWish } from './initial-events.js';
import { RoomFounding } from './room-founding.js';

/** Creates rooms (client-server-api, "Creation"). All events of the creation are one commit. */
@Injectable()
export class CreateRoom {
  constructor(
    private readonly founding: RoomFounding,
    private readonly writer: RoomWriter,
    private readonly aliases: AliasStore,
    @Inject(SERVER_IDENTITY) private readonly identity: ServerIdentity,
    @Inject(configOf(roomSection)) private readonly config: RoomConfig,
  ) {}

  /**
   * Answers when the room is durable.
   * @throws MatrixError M_UNSUPPORTED_ROOM_VERSION, M_ROOM_IN_USE, M_INVALID_ROOM_STATE, M_INVALID_PARAM, M_BAD_JSON
   */
  async create(request: CreateRoomRequest): Promise<RoomId> {
    const wish = this.#toWish(request);
    const founded = await this.founding.found(wish);
    const { head } = founded;
    if (wish.alias !== undefined) await this.#claim(wish.alias, head.roomId, wish.creator);
    try {
      const events: PreparedEvent[] = [founded.create];
      for (const event of eventsAfterCreate(wish)) events.push(await this.#draft(() => this.writer.draft(head, event)));
      await this.writer.found(head, events);
      return head.roomId;
    } catch (error) {
      if (wish.alias !== undefined) await this.aliases.remove(wish.alias, head.roomId);
      throw error;
    }
  }

  #toWish(request: CreateRoomRequest): RoomWish {
    const body = parseJson(request.body.toString()) as CreateRoomBody;
    const version = body.room_version ?? this.config.defaultRoomVersion;
    const rules = roomVersionRules(version);
    if (!rules) throw new MatrixError('M_UNSUPPORTED_ROOM_VERSION', `Room version ${version} is not supported`);
    checkLimits(body);
    return { creator: request.creator, body, rules, alias: this.#aliasOf(body), profiles: request.profiles };
  }

  #aliasOf(body: CreateRoomBody): RoomAlias | undefined {
    if (body.room_alias_name === undefined) return undefined;
    const alias = parseRoomAlias(`#${body.room_alias_name}:${this.identity.serverName}`);
    if (!alias || body.room_alias_name.includes(':')) throw MatrixError.invalidParam('room_alias_name is malformed');
    return alias;
  }

  async #claim(alias: RoomAlias, roomId: RoomId, creator: string): Promise<void> {
    if (!(await this.aliases.claim(alias, { roomId, creator }))) {
      throw new MatrixError('M_ROOM_IN_USE', `${alias} is taken`);
    }
  }

  /** A refusal by the authorization rules means that the wanted state is no valid beginning. */
  async #draft(draft: () => Promise<PreparedEvent>): Promise<PreparedEvent> {
    try {
      return await draft();
    } catch (error) {
      if (error instanceof MatrixError && error.errcode === 'M_FORBIDDEN') {
        throw new MatrixError('M_INVALID_ROOM_STATE', error.message, { cause: error });
      }
      throw error;
    }
  }
}

function checkLimits(body: CreateRoomBody): void {
  const invites = body.invite ?? [];
  if (invites.length > CREATE_INVITES_MAX)
    throw MatrixError.invalidParam(`More than ${CREATE_INVITES_MAX} invitations`);
  if ((body.initial_state ?? []).length > CREATE_INITIAL_STATE_MAX) {
    throw MatrixError.invalidParam(`More than ${CREATE_INITIAL_STATE_MAX} events in initial_state`);
  }
  if ((body.invite_3pid ?? []).length > 0) {
    throw new MatrixError(
      'M_FORBIDDEN',
      'Invitations by third-party identifier need an identity server, there is none',
    );
  }
}
