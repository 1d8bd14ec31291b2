import { Inject, Injectable } from '@nestjs/common';
import { SERVER_IDENTITY, type ServerIdentity } from '@chappe/config';
import { type ResolveAliasResponse, RoomServiceDefinition } from '@chappe/contracts';
import { parseRoomAlias, type RoomAlias, type RoomId, serverNameOf } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import type { RoomService } from '../room-service.js';

/** What users call rooms by: IDs and aliases. */
@Injectable()
export class RoomNames {
  constructor(
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'resolveAlias'>,
    @Inject(SERVER_IDENTITY) private readonly identity: Pick<ServerIdentity, 'serverName'>,
  ) {}

  /**
   * The room of an alias and the servers that know it.
   * @throws MatrixError M_NOT_FOUND, also for aliases of other servers: there is no federation to ask them
   */
  async resolve(alias: RoomAlias): Promise<ResolveAliasResponse> {
    if (serverNameOf(alias) !== this.identity.serverName) {
      throw MatrixError.notFound(`Room alias ${alias} not found: aliases of other servers cannot be resolved`);
    }
    return this.rooms.resolveAlias({ alias });
  }

  /**
   * The room that an ID or alias means.
   * @throws MatrixError as {@link resolve}
   */
  async toRoomId(idOrAlias: RoomId | RoomAlias): Promise<RoomId> {
    const alias = parseRoomAlias(idOrAlias);
    return alias === undefined ? (idOrAlias as RoomId) : ((await this.resolve(alias)).roomId as RoomId);
  }
}
