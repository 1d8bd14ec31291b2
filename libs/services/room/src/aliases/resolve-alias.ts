import { Inject, Injectable } from '@nestjs/common';
import { SERVER_IDENTITY, type ServerIdentity } from '@chappe/config';
import type { ResolveAliasRequest, ResolveAliasResponse } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { AliasStore } from './alias.store.js';
import { readAlias } from './read-alias.js';

/** Where an alias of this server leads (client-server-api, "GET /directory/room/{roomAlias}"). */
@Injectable()
export class ResolveAlias {
  constructor(
    private readonly aliases: AliasStore,
    @Inject(SERVER_IDENTITY) private readonly identity: ServerIdentity,
  ) {}

  /** @throws MatrixError M_INVALID_PARAM, M_NOT_FOUND */
  async resolve(request: ResolveAliasRequest): Promise<ResolveAliasResponse> {
    const alias = readAlias(request.alias);
    const stored = await this.aliases.find(alias);
    if (!stored) throw MatrixError.notFound(`Room alias ${alias} not found.`);
    return { roomId: stored.roomId, servers: [this.identity.serverName] };
  }
}
