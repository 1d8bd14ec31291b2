import { Injectable } from '@nestjs/common';
import type { RoomId } from '@chappe/events';
import { AliasStore } from '../aliases/alias.store.js';
import { RoomFounding } from '../founding/room-founding.js';
import type { RoomHead } from '../heads/room-head.js';
import { ReplacementStore } from '../replacements/replacement.store.js';
import { ROOM_ALIASES_MAX } from '../room.limits.js';
import { RoomWriter } from '../writing/room-writer.js';
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
  ) {}

  /**
   * Answers when the room is durable; nothing leads to it yet but the note.
   * @throws MatrixError M_FORBIDDEN, M_BAD_JSON, M_TOO_LARGE
   */
  async make(old: RoomHead, upgrade: Upgrade): Promise<RoomId> {
    const { head, create } = await this.founding.found(newReplacement(old, upgrade));
    const { roomId, partition } = old;
    const key = { room: { roomId, partition }, userId: upgrade.sender, version: upgrade.rules.version };
    await this.replacements.note(key, head.roomId);
    const aliases = await this.aliases.ofRoom(roomId, ROOM_ALIASES_MAX);
    const events = [create];
    for (const event of eventsOfReplacement(old, upgrade, aliases)) events.push(await this.writer.draft(head, event));
    await this.writer.found(head, events);
    return head.roomId;
  }
}
