import { Inject, Injectable } from '@nestjs/common';
import { SERVER_IDENTITY, type ServerIdentity } from '@chappe/config';
import type { PutAliasRequest, PutAliasResponse } from '@chappe/contracts';
import { serverNameOf } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { AliasStore } from './alias.store.js';
import { readAlias } from './read-alias.js';
import { CurrentStateStore } from '../state/current-state.store.js';
import { ROOM_ALIASES_MAX } from '../room.limits.js';
import type { RoomPlace } from '../state/state-node.store.js';
import { Readers } from '../visibility/readers.js';

/** Gives a room an alias of this server (client-server-api, "PUT /directory/room/{roomAlias}"). */
@Injectable()
export class PutAlias {
  constructor(
    private readonly readers: Readers,
    private readonly state: CurrentStateStore,
    private readonly aliases: AliasStore,
    @Inject(SERVER_IDENTITY) private readonly identity: ServerIdentity,
  ) {}

  /**
   * Anybody who is joined may do it. Answers when it is durable.
   * @throws MatrixError M_INVALID_PARAM for what is no alias of this server, M_NOT_FOUND for an unknown room,
   * M_FORBIDDEN, M_UNKNOWN 409 when the alias is taken
   */
  async put(request: PutAliasRequest): Promise<PutAliasResponse> {
    const alias = readAlias(request.alias);
    if (serverNameOf(alias) !== this.identity.serverName) {
      throw MatrixError.invalidParam('The alias belongs to another server');
    }
    const room = await this.#admit(request);
    const taken = await this.aliases.ofRoom(room.roomId, ROOM_ALIASES_MAX);
    if (taken.length >= ROOM_ALIASES_MAX) throw MatrixError.forbidden('The room has too many aliases');
    if (!(await this.aliases.claim(alias, { roomId: room.roomId, creator: request.requester }))) {
      throw new MatrixError('M_UNKNOWN', `Room alias ${alias} already exists.`, { status: 409 });
    }
    return {};
  }

  async #admit({ roomId, requester }: PutAliasRequest): Promise<RoomPlace> {
    const reader = await this.readers.find(roomId, requester);
    if (!reader || !(await this.state.room(reader.room))) throw MatrixError.notFound('There is no such room');
    if (reader.standing !== 'joined') throw MatrixError.forbidden('You are not in this room');
    return reader.room;
  }
}
