import { Injectable } from '@nestjs/common';
import { creatorsOf, objectOf, parseRoomId, textOf, type Pdu, type RoomId } from '@chappe/events';
import type { RoomHead } from '../heads/room-head.js';
import { MembershipStore } from '../state/membership.store.js';
import { ReplacementStore } from './replacement.store.js';
import { CurrentStateStore } from '../state/current-state.store.js';
import { Partitions, type RoomKey } from '../partitions/partitions.js';
import type { Upgrade } from './upgrade.js';

/** A room that says of itself that it replaces the old one. */
interface Candidate {
  readonly room: RoomKey;
  readonly create: Pdu;
}

/** Finds the room that an upgrade led to before. */
@Injectable()
export class FindReplacement {
  constructor(
    private readonly partitions: Partitions,
    private readonly replacements: ReplacementStore,
    private readonly state: CurrentStateStore,
    private readonly memberships: MembershipStore,
  ) {}

  /** The replacement of the wanted version that the old room names, or that the user made without getting so far. */
  async find(old: RoomHead, upgrade: Upgrade): Promise<RoomId | undefined> {
    return (await this.#named(old, upgrade)) ?? (await this.#noted(old, upgrade));
  }

  /** Whoever upgrades second shall not split the room; a replacement that everybody left is none. */
  async #named(old: RoomHead, upgrade: Upgrade): Promise<RoomId | undefined> {
    const tombstone = old.state('m.room.tombstone', '')?.pdu;
    const named = tombstone && textOf(tombstone.content, 'replacement_room');
    const candidate = await this.#candidate(old, upgrade, named);
    return candidate && (await this.memberships.hasJoined(candidate.room)) ? candidate.room.roomId : undefined;
  }

  async #noted(old: RoomHead, upgrade: Upgrade): Promise<RoomId | undefined> {
    const key = { room: old.key, userId: upgrade.sender, version: upgrade.rules.version };
    const candidate = await this.#candidate(old, upgrade, await this.replacements.find(key));
    if (!candidate || !sameCreators(candidate.create, upgrade)) return undefined;
    const { room } = candidate;
    return (await this.memberships.membership(room, upgrade.sender)) === 'join' ? room.roomId : undefined;
  }

  async #candidate(old: RoomHead, { rules }: Upgrade, named: string | undefined): Promise<Candidate | undefined> {
    const roomId = named === undefined ? undefined : parseRoomId(named);
    if (!roomId) return undefined;
    const room = this.partitions.roomKey(roomId);
    if ((await this.state.room(room))?.version !== rules.version) return undefined;
    const create = (await this.state.slot(room, { type: 'm.room.create', stateKey: '' }))?.pdu;
    const predecessor = create && objectOf(create.content, 'predecessor');
    return create && predecessor && textOf(predecessor, 'room_id') === old.roomId ? { room, create } : undefined;
  }
}

function sameCreators(create: Pdu, { sender, additionalCreators, rules }: Upgrade): boolean {
  return JSON.stringify(creatorsOf(create, rules)) === JSON.stringify([sender, ...additionalCreators]);
}
