import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { graphEdge, roomVersionRules, type EventId, type GraphEdge, type RoomVersionRules } from '@chappe/events';
import type { RoomKey } from '../partitions/partitions.js';
import { roomSection, type RoomConfig } from '../room.config.js';
import { HEAD_MEMBERS_MAX, HEAD_STATE_BYTES_MAX, HEAD_TRANSACTIONS_LOADED } from '../room.limits.js';
import { StateMaps } from '../state/state-maps.js';
import { HeadStore, type StoredHead } from './head.store.js';
import { RoomHead, type StateEvent } from './room-head.js';
import { StateUsage } from './state-usage.js';
import { TransactionIds } from './transaction-ids.js';

/** Types whose event with the empty state key this server looks at itself; every head holds them. */
const OWN_TYPES = [
  'm.room.create',
  'm.room.power_levels',
  'm.room.join_rules',
  'm.room.history_visibility',
  'm.room.guest_access',
  'm.room.canonical_alias',
  'm.room.name',
  'm.room.avatar',
  'm.room.topic',
  'm.room.encryption',
  'm.room.server_acl',
  'm.room.tombstone',
];

/** Reads heads from the tables: whole, or of a room with much state or many members what every write needs. */
@Injectable()
export class HeadReader {
  constructor(
    private readonly store: HeadStore,
    private readonly maps: StateMaps,
    @Inject(configOf(roomSection)) private readonly config: RoomConfig,
  ) {}

  /** What the state of a room that is being created holds. */
  newUsage(): StateUsage {
    return new StateUsage(this.config);
  }

  /** Undefined when this server does not have the room. */
  async read(place: RoomKey, lease: RoomHead['lease']): Promise<RoomHead | undefined> {
    const stored = await this.store.room(place);
    if (!stored) return undefined;
    const rules = roomVersionRules(stored.version);
    if (!rules) throw new Error(`room ${place.roomId} has the unknown version ${stored.version}`);
    const [extremities, members, transactions, usage] = await Promise.all([
      this.#edges(place, stored.extremities, rules),
      this.store.members(place, HEAD_MEMBERS_MAX),
      this.#transactions(place),
      this.#usage(place, stored),
    ]);
    const isWhole = usage.bytes <= HEAD_STATE_BYTES_MAX;
    const state = await this.store.stateWithoutMembers(place, isWhole ? undefined : OWN_TYPES);
    const known = { ...stored, roomId: place.roomId, lease, rules, extremities, transactions, usage };
    const head = new RoomHead({ ...known, stateComplete: isWhole, membersComplete: members.length < HEAD_MEMBERS_MAX });
    for (const type of OWN_TYPES) head.setAbsent({ type, stateKey: '' });
    for (const event of [...state, ...members]) head.setState(event);
    return head;
  }

  /** Makes sure that the head knows some slots. */
  async load(head: RoomHead, slots: Parameters<RoomHead['missing']>[0]): Promise<void> {
    const missing = head.missing(slots);
    if (missing.length === 0) return;
    const events: StateEvent[] = await this.store.slots(head.key, missing);
    for (const slot of missing) head.setAbsent(slot);
    for (const event of events) head.setState(event);
  }

  async #usage(place: RoomKey, { stateRoot }: StoredHead): Promise<StateUsage> {
    const [{ members }, others] = await Promise.all([
      this.maps.count(place, stateRoot),
      this.store.countWithoutMembers(place),
    ]);
    return new StateUsage(this.config, { members, ...others });
  }

  async #transactions(place: RoomKey): Promise<TransactionIds> {
    const transactions = await this.store.transactions(place, HEAD_TRANSACTIONS_LOADED);
    const ids = new TransactionIds(transactions.length < HEAD_TRANSACTIONS_LOADED);
    for (const { eventId, ...transaction } of transactions) {
      ids.set(transaction, { eventId, committed: Promise.resolve() });
    }
    return ids;
  }

  /** How new events name these: where edges hold reference hashes, they are computed from what is stored. */
  async #edges(place: RoomKey, eventIds: readonly EventId[], rules: RoomVersionRules): Promise<GraphEdge[]> {
    if (!rules.edgesWithHashes) return [...eventIds];
    const events = await this.store.events(place, eventIds);
    return eventIds.map((wanted) => {
      const event = events.find(({ eventId }) => eventId === wanted);
      if (!event) throw new Error(`forward extremity ${wanted} of ${place.roomId} is not stored`);
      return graphEdge(wanted, event.pdu, rules);
    });
  }
}
