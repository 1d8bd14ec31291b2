import { Injectable } from '@nestjs/common';
import type { ListAliasesRequest, ListAliasesResponse } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { AliasStore } from './alias.store.js';
import { ROOM_ALIASES_MAX } from '../room.limits.js';
import { Readers } from '../visibility/readers.js';

/** The aliases that this server keeps for a room (client-server-api, "GET /rooms/{roomId}/aliases"). */
@Injectable()
export class ListAliases {
  constructor(
    private readonly readers: Readers,
    private readonly aliases: AliasStore,
  ) {}

  /** @throws MatrixError M_FORBIDDEN for who is not in the room, unless its history is world_readable */
  async list(request: ListAliasesRequest): Promise<ListAliasesResponse> {
    const { room, standing } = await this.readers.admit(request.roomId, request.requester);
    if (standing === 'left' && !(await this.readers.isWorldReadable(room))) {
      throw MatrixError.forbidden('You are not in this room');
    }
    return { aliases: await this.aliases.ofRoom(room.roomId, ROOM_ALIASES_MAX) };
  }
}
