import { Injectable } from '@nestjs/common';
import type { DeleteAliasRequest, DeleteAliasResponse } from '@chappe/contracts';
import { PowerLevels, roomVersionRules } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { AliasStore, type StoredAlias } from './alias.store.js';
import { readAlias } from './read-alias.js';
import { CurrentStateStore } from '../state/current-state.store.js';
import type { RoomPlace } from '../state/state-node.store.js';
import { Readers } from '../visibility/readers.js';

/**
 * Takes an alias away; m.room.canonical_alias stays as it is (client-server-api, "DELETE /directory/room/{roomAlias}").
 */
@Injectable()
export class DeleteAlias {
  constructor(
    private readonly readers: Readers,
    private readonly state: CurrentStateStore,
    private readonly aliases: AliasStore,
  ) {}

  /**
   * Allowed to who made the alias, to server administrators, and to members with the power to set the room's canonical
   * alias.
   * @throws MatrixError M_INVALID_PARAM, M_NOT_FOUND, M_FORBIDDEN
   */
  async delete(request: DeleteAliasRequest): Promise<DeleteAliasResponse> {
    const alias = readAlias(request.alias);
    const stored = await this.aliases.find(alias);
    if (!stored) throw MatrixError.notFound(`Room alias ${alias} not found.`);
    if (!(await this.#isAllowed(request, stored))) throw MatrixError.forbidden('You may not delete this alias');
    await this.aliases.remove(alias, stored.roomId);
    return {};
  }

  async #isAllowed(request: DeleteAliasRequest, { creator, roomId }: StoredAlias): Promise<boolean> {
    if (request.requesterIsAdmin || request.requester === creator) return true;
    const reader = await this.readers.find(roomId, request.requester);
    return reader?.standing === 'joined' && this.#mayChangeCanonicalAlias(reader.room, request.requester);
  }

  async #mayChangeCanonicalAlias(room: RoomPlace, userId: string): Promise<boolean> {
    const rules = roomVersionRules((await this.state.room(room))?.version ?? '');
    if (!rules) return false;
    const create = (await this.state.slot(room, { type: 'm.room.create', stateKey: '' }))?.pdu;
    const levels = (await this.state.slot(room, { type: 'm.room.power_levels', stateKey: '' }))?.pdu;
    const power = new PowerLevels({ ...(create && { create }), ...(levels && { powerLevels: levels }) }, rules);
    return power.ofUser(userId) >= power.toSend('m.room.canonical_alias', true);
  }
}
