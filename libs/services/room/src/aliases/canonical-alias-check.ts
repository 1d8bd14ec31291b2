import { Injectable } from '@nestjs/common';
import type { JsonObject, JsonValue } from '@chappe/crypto';
import { parseRoomAlias, type RoomAlias } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { AliasStore } from './alias.store.js';
import type { RoomHead } from '../heads/room-head.js';
import { ROOM_ALIASES_MAX } from '../room.limits.js';

/** Checks the aliases that an m.room.canonical_alias adds (client-server-api, "Server behaviour" of room aliases). */
@Injectable()
export class CanonicalAliasCheck {
  constructor(private readonly aliases: AliasStore) {}

  /**
   * @param own an alias that will lead to the room as soon as the room is there
   * @throws MatrixError M_INVALID_PARAM for what is no alias, M_BAD_ALIAS for one that does not lead to the room
   */
  async check(head: RoomHead, event: { type: string; content: JsonObject }, own?: RoomAlias): Promise<void> {
    if (event.type !== 'm.room.canonical_alias') return;
    if (!Array.isArray(event.content['alt_aliases'] ?? [])) throw MatrixError.invalidParam('alt_aliases is a list');
    const before = new Set<JsonValue | undefined>(aliasesOf(head.state(event.type, '')?.pdu.content)).add(own);
    const added = aliasesOf(event.content).filter((alias) => !before.has(alias));
    if (added.length > ROOM_ALIASES_MAX) throw MatrixError.invalidParam('Too many aliases');
    for (const text of added) await this.#checkLeadsTo(head, text);
  }

  async #checkLeadsTo(head: RoomHead, text: JsonValue): Promise<void> {
    const alias = typeof text === 'string' ? parseRoomAlias(text) : undefined;
    if (!alias) throw MatrixError.invalidParam('A room alias is malformed');
    const stored = await this.aliases.find(alias);
    if (stored?.roomId !== head.roomId) throw new MatrixError('M_BAD_ALIAS', `${alias} does not lead to this room`);
  }
}

/** An empty or null `alias` is none (client-server-api, "m.room.canonical_alias"). */
function aliasesOf(content: JsonObject | undefined): JsonValue[] {
  const alias = content?.['alias'];
  const others = content?.['alt_aliases'];
  return [
    ...(alias === undefined || alias === null || alias === '' ? [] : [alias]),
    ...(Array.isArray(others) ? others : []),
  ];
}
