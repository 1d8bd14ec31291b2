import { Injectable } from '@nestjs/common';
import { canonicalJson, type JsonObject } from '@chappe/crypto';
import type { RoomId } from '@chappe/events';
import { AliasStore } from '../aliases/alias.store.js';
import { RoomFounding } from '../room-creation/room-founding.js';
import type { RoomHead } from '../heads/room-head.js';
import { ReplacementStore } from './replacement.store.js';
import { CurrentStateStore } from '../state/current-state.store.js';
import { ROOM_ALIASES_MAX, UPGRADE_BANS_MAX } from '../room.limits.js';
import { RoomWriter } from '../writing/room-writer.js';
import { closedPowerLevels } from './closed-power-levels.js';
import { eventsOfReplacement, newReplacement } from './replacement-events.js';
import type { Upgrade } from './upgrade.js';

/** Makes the room that replaces another one. */
@Injectable()
export class MakeReplacement {
  constructor(
    private readonly founding: RoomFounding,
    private readonly writer: RoomWriter,
    private readonly replacements: ReplacementStore,
    private readonly aliases: AliasStore,
    private readonly state: CurrentStateStore,
  ) {}

  /**
   * Answers when the room is durable; nothing leads to it yet but the note.
   * @throws MatrixError M_FORBIDDEN, M_BAD_JSON, M_TOO_LARGE
   */
  async make(old: RoomHead, upgrade: Upgrade): Promise<RoomId> {
    const { head, create } = await this.founding.found(newReplacement(old, upgrade));
    const key = { room: old.key, userId: upgrade.sender, version: upgrade.rules.version };
    await this.replacements.note(key, head.roomId);
    const aliases = await this.aliases.ofRoom(old.roomId, ROOM_ALIASES_MAX);
    const levels = await this.#openLevels(old);
    const bans = await this.state.bans(old.key, UPGRADE_BANS_MAX);
    const events = [create];
    for (const event of eventsOfReplacement(old, upgrade, { aliases, levels, bans })) {
      events.push(await this.writer.draft(head, event));
    }
    await this.writer.found(head, events);
    return head.roomId;
  }

  /** The old room's power levels; those before, where an earlier upgrade closed the room: the new one is to be open. */
  async #openLevels(old: RoomHead): Promise<JsonObject | undefined> {
    const content = old.state('m.room.power_levels', '')?.pdu.content;
    if (!content || !old.state('m.room.tombstone', '')) return content;
    const standing = await this.state.slot(old.key, { type: 'm.room.power_levels', stateKey: '' });
    const before = standing?.replaced?.pdu.content;
    const wasClosed = before && canonicalJson(closedPowerLevels(before, old.rules)) === canonicalJson(content);
    return wasClosed ? before : content;
  }
}
