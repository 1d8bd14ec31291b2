import { Injectable } from '@nestjs/common';
import {
  RoomServiceDefinition,
  type DropCanonicalAliasRequest,
  type DropCanonicalAliasResponse,
} from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';
import type { RoomId } from '@chappe/events';
import { Rpc } from '@chappe/grpc';
import { RoomHeads } from '../heads/room-heads.js';
import { RoomLanes } from '../writing/room-lanes.js';
import { StandingState } from '../writing/standing-state.js';
import { filterAliases } from './filter-aliases.js';

/** What a room says of its aliases when one is taken away. */
@Injectable()
export class CanonicalAliasRpcs {
  constructor(
    private readonly lanes: RoomLanes,
    private readonly heads: RoomHeads,
    private readonly standing: StandingState,
  ) {}

  /**
   * Takes an alias that is no more out of m.room.canonical_alias, if the user has the power to (client-server-api,
   * "DELETE /directory/room/{roomAlias}"). Answers when it is durable.
   */
  @Rpc(RoomServiceDefinition, 'dropCanonicalAlias')
  async drop({ roomId, alias, requester }: DropCanonicalAliasRequest): Promise<DropCanonicalAliasResponse> {
    await this.lanes.run(roomId as RoomId, async () => {
      const head = await this.heads.get(roomId as RoomId);
      if (!head) return;
      const change = (content: JsonObject): JsonObject =>
        names(content, alias) ? filterAliases(content, (each) => each !== alias) : content;
      await this.standing.changeIfPossible(head, { sender: requester, type: 'm.room.canonical_alias', change });
    });
    return {};
  }
}

function names({ alias: main, alt_aliases: others }: JsonObject, alias: string): boolean {
  return main === alias || (Array.isArray(others) && others.includes(alias));
}
