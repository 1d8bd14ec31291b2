import { Injectable } from '@nestjs/common';
import type { JsonValue } from '@chappe/crypto';
import { textOf, type RoomId } from '@chappe/events';
import { AliasStore } from '../aliases/alias.store.js';
import type { RoomHead } from '../heads/room-head.js';
import { ROOM_ALIASES_MAX } from '../room.limits.js';
import { RoomWriter } from '../writing/room-writer.js';
import { StandingState } from '../writing/standing-state.js';
import { closedPowerLevels } from './closed-power-levels.js';
import { filterAliases } from '../aliases/filter-aliases.js';

const TOMBSTONE = 'm.room.tombstone';

interface Closing {
  readonly sender: string;
  readonly replacement: RoomId;
}

/** Tells the old room what replaces it, and closes it. Each step is left out where it was done before. */
@Injectable()
export class CloseOldRoom {
  constructor(
    private readonly writer: RoomWriter,
    private readonly aliases: AliasStore,
    private readonly standing: StandingState,
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
    // "If possible": the tombstone is what counts, and who may send it need not have the power for the rest.
    await this.standing.changeIfPossible(head, {
      sender,
      type: 'm.room.canonical_alias',
      change: (content) => filterAliases(content, (alias) => !moved.has(alias)),
    });
    await this.standing.changeIfPossible(head, {
      sender,
      type: 'm.room.power_levels',
      change: (content) => closedPowerLevels(content, head.rules),
    });
  }

  async #leaveTombstone(head: RoomHead, { sender, replacement }: Closing): Promise<void> {
    const standing = head.state(TOMBSTONE, '')?.pdu.content;
    if (standing && textOf(standing, 'replacement_room') === replacement) return;
    const content = { body: 'This room has been replaced', replacement_room: replacement };
    const { committed } = await this.writer.append(head, { type: TOMBSTONE, sender, stateKey: '', content });
    await committed;
  }
}
