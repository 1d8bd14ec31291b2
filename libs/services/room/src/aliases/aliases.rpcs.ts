import { Inject, Injectable } from '@nestjs/common';
import { SERVER_IDENTITY, type ServerIdentity } from '@chappe/config';
import {
  RoomServiceDefinition,
  type DeleteAliasRequest,
  type DeleteAliasResponse,
  type ListAliasesRequest,
  type ListAliasesResponse,
  type PutAliasRequest,
  type PutAliasResponse,
  type ResolveAliasRequest,
  type ResolveAliasResponse,
} from '@chappe/contracts';
import { parseRoomAlias, PowerLevels, roomVersionRules, serverNameOf, type RoomAlias } from '@chappe/events';
import { Rpc } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import type { RoomKey } from '../partitions/partitions.js';
import { ROOM_ALIASES_MAX } from '../room.limits.js';
import { CurrentStateStore } from '../state/current-state.store.js';
import { Readers } from '../visibility/readers.js';
import { AliasStore, type StoredAlias } from './alias.store.js';

/** The aliases of this server (client-server-api, "Room aliases"). */
@Injectable()
export class AliasesRpcs {
  constructor(
    private readonly readers: Readers,
    private readonly state: CurrentStateStore,
    private readonly aliases: AliasStore,
    @Inject(SERVER_IDENTITY) private readonly identity: ServerIdentity,
  ) {}

  /**
   * Where an alias of this server leads (client-server-api, "GET /directory/room/{roomAlias}").
   * @throws MatrixError M_INVALID_PARAM, M_NOT_FOUND
   */
  @Rpc(RoomServiceDefinition, 'resolveAlias')
  async resolve(request: ResolveAliasRequest): Promise<ResolveAliasResponse> {
    const stored = await this.#find(toAlias(request.alias));
    return { roomId: stored.roomId, servers: [this.identity.serverName] };
  }

  /**
   * Gives a room an alias of this server (client-server-api, "PUT /directory/room/{roomAlias}"). Anybody who is joined
   * may do it. Answers when it is durable.
   * @throws MatrixError M_INVALID_PARAM for what is no alias of this server, M_NOT_FOUND for an unknown room,
   * M_FORBIDDEN, M_UNKNOWN 409 when the alias is taken
   */
  @Rpc(RoomServiceDefinition, 'putAlias')
  async put(request: PutAliasRequest): Promise<PutAliasResponse> {
    const alias = toAlias(request.alias);
    if (serverNameOf(alias) !== this.identity.serverName) {
      throw MatrixError.invalidParam('The alias belongs to another server');
    }
    // Old rooms may have such an alias, so it can be asked for and taken away.
    if (alias.startsWith('#:')) throw MatrixError.invalidParam('The alias has an empty localpart');
    const room = await this.#admit(request);
    const taken = await this.aliases.ofRoom(room.roomId, ROOM_ALIASES_MAX);
    if (taken.length >= ROOM_ALIASES_MAX) throw MatrixError.forbidden('The room has too many aliases');
    if (!(await this.aliases.claim(alias, { roomId: room.roomId, creator: request.requester }))) {
      throw new MatrixError('M_UNKNOWN', `Room alias ${alias} already exists.`, { status: 409 });
    }
    return {};
  }

  /**
   * Takes an alias away (client-server-api, "DELETE /directory/room/{roomAlias}"). Allowed to who made the alias, to
   * server administrators, and to members with the power to set the room's canonical alias.
   * @throws MatrixError M_INVALID_PARAM, M_NOT_FOUND, M_FORBIDDEN
   */
  @Rpc(RoomServiceDefinition, 'deleteAlias')
  async delete(request: DeleteAliasRequest): Promise<DeleteAliasResponse> {
    const alias = toAlias(request.alias);
    const stored = await this.#find(alias);
    if (!(await this.#mayDelete(request, stored))) throw MatrixError.forbidden('You may not delete this alias');
    await this.aliases.remove(alias, stored.roomId);
    return { roomId: stored.roomId };
  }

  /**
   * The aliases that this server keeps for a room (client-server-api, "GET /rooms/{roomId}/aliases").
   * @throws MatrixError M_FORBIDDEN for who is not in the room, unless its history is world_readable
   */
  @Rpc(RoomServiceDefinition, 'listAliases')
  async list(request: ListAliasesRequest): Promise<ListAliasesResponse> {
    const { room, standing } = await this.readers.admit(request.roomId, request.requester);
    if (standing === 'left' && !(await this.readers.isWorldReadable(room))) {
      throw MatrixError.forbidden('You are not in this room');
    }
    return { aliases: await this.aliases.ofRoom(room.roomId, ROOM_ALIASES_MAX) };
  }

  async #find(alias: RoomAlias): Promise<StoredAlias> {
    const stored = await this.aliases.find(alias);
    if (!stored) throw MatrixError.notFound(`Room alias ${alias} not found.`);
    return stored;
  }

  async #admit({ roomId, requester }: PutAliasRequest): Promise<RoomKey> {
    const reader = await this.readers.find(roomId, requester);
    if (!reader || !(await this.state.room(reader.room))) throw MatrixError.notFound('There is no such room');
    if (reader.standing !== 'joined') throw MatrixError.forbidden('You are not in this room');
    return reader.room;
  }

  async #mayDelete(request: DeleteAliasRequest, { creator, roomId }: StoredAlias): Promise<boolean> {
    if (request.requesterIsAdmin || request.requester === creator) return true;
    const reader = await this.readers.find(roomId, request.requester);
    return reader?.standing === 'joined' && this.#mayChangeCanonicalAlias(reader.room, request.requester);
  }

  async #mayChangeCanonicalAlias(room: RoomKey, userId: string): Promise<boolean> {
    const rules = roomVersionRules((await this.state.room(room))?.version ?? '');
    if (!rules) return false;
    const create = (await this.state.slot(room, { type: 'm.room.create', stateKey: '' }))?.pdu;
    const levels = (await this.state.slot(room, { type: 'm.room.power_levels', stateKey: '' }))?.pdu;
    const power = new PowerLevels({ ...(create && { create }), ...(levels && { powerLevels: levels }) }, rules);
    return power.ofUser(userId) >= power.toSend('m.room.canonical_alias', true);
  }
}

/** @throws MatrixError M_INVALID_PARAM for what is no alias (client-server-api, "Room aliases") */
function toAlias(text: string): RoomAlias {
  const alias = parseRoomAlias(text);
  if (!alias) throw MatrixError.invalidParam('Room alias invalid');
  return alias;
}
