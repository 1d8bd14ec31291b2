import { Injectable } from '@nestjs/common';
import { canonicalJson, type JsonObject, type JsonValue } from '@chappe/crypto';
import { textOf, type RoomId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { AliasStore } from '../aliases/alias.store.js';
import type { RoomHead } from '../heads/room-head.js';
import { ROOM_ALIASES_MAX } from '../room.limits.js';
import type { NewEvent } from '../writing/prepared-event.js';
import { RoomWriter } from '../writing/room-writer.js';
import { closedPowerLevels } from './closed-power-levels.js';
import { filterAliases } from './filter-aliases.js';

const TOMBSTONE = 'm.room.tombstone';

interface Closing {
  readonly sender: string;
  readonly replacement: RoomId;
}

/** That the user has not the power, or the levels no room for what is to be added. */
const IMPOSSIBLE: readonly string[] = ['M_FORBIDDEN', 'M_TOO_LARGE'];

/** Tells the old room what replaces it, and closes it. Each step is left out where it was done before. */
@Injectable()
export class CloseOldRoom {
  constructor(
    private readonly writer: RoomWriter,
    private readonly aliases: AliasStore,
  ) {}

  /** @throws MatrixError M_FORBIDDEN when the user may not send m.room.tombstone */
  async checkAllowed(head: RoomHead, sender: string): Promise<void> {
    await this.writer.authorise(head, { type: TOMBSTONE, sender, stateKey: '', content: {} });
  }

  /**
   * Steps 5, 4 and 6 of "Room Upgrades": aliases follow the tombstone, so that no crash leaves the old room without
   * both.
   */
  async close(head: RoomHead, { sender, replacement }: Closing): Promise<void> {
    await this.#leaveTombstone(head, { sender, replacement });
    await this.aliases.move(head.roomId, replacement);
    const moved = new Set<JsonValue>(await this.aliases.ofRoom(replacement, ROOM_ALIASES_MAX));
    await this.#changeIfPossible(head, sender, {
      type: 'm.room.canonical_alias',
      change: (content) => filterAliases(content, (alias) => !moved.has(alias)),
    });
    await this.#changeIfPossible(head, sender, {
      type: 'm.room.power_levels',
      change: (content) => closedPowerLevels(content, head.rules),
    });
  }

  async #leaveTombstone(head: RoomHead, { sender, replacement }: Closing): Promise<void> {
    const standing = head.state(TOMBSTONE, '')?.pdu.content;
    if (standing && textOf(standing, 'replacement_room') === replacement) return;
    const content = { body: 'This room has been replaced', replacement_room: replacement };
    await this.#append(head, { type: TOMBSTONE, sender, stateKey: '', content });
  }

  /** "If possible": the tombstone is what counts, and who may send it need not have the power for the rest. */
  async #changeIfPossible(
    head: RoomHead,
    sender: string,
    { type, change }: { readonly type: string; readonly change: (content: JsonObject) => JsonObject },
  ): Promise<void> {
    const standing = head.state(type, '')?.pdu.content;
    const content = standing && change(standing);
    if (!content || canonicalJson(content) === canonicalJson(standing)) return;
    try {
      await this.#append(head, { type, sender, stateKey: '', content });
    } catch (error) {
      if (!(error instanceof MatrixError) || !IMPOSSIBLE.includes(error.errcode)) throw error;
    }
  }

  async #append(head: RoomHead, event: NewEvent): Promise<void> {
    const { committed } = await this.writer.append(head, event);
    await committed;
  }
}
