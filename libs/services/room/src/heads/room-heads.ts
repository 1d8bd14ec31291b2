import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  graphEdge,
  roomVersionRules,
  type EventId,
  type GraphEdge,
  type RoomId,
  type RoomVersionRules,
} from '@chappe/events';
import { PartitionLeases } from '../partitions/partition-leases.js';
import { Partitions, type RoomKey } from '../partitions/partitions.js';
import { HEAD_MEMBERS_MAX, HEAD_TRANSACTIONS_LOADED, HEADS_MAX } from '../room.limits.js';
import { RoomTelemetry } from '../room.telemetry.js';
import { HeadStore, type StoredHead } from './head.store.js';
import { RoomHead, type HeadStart } from './room-head.js';
import { TransactionIds, type Transaction, type TransactionResult } from './transaction-ids.js';
import { TransactionLookups } from './transaction-lookups.js';

/** What the table says about a transaction id. */
export interface LookedUp {
  /** The head that was in memory when the table was asked. */
  readonly head: RoomHead;
  readonly eventId: EventId | undefined;
}

/** The heads of rooms in use, in memory. Callers are in the room's lane. */
@Injectable()
export class RoomHeads {
  readonly #heads = new LRUCache<RoomId, RoomHead>({ max: HEADS_MAX });
  /** The last write of each room that is not settled: until then the tables do not have what the head has. */
  readonly #writes = new Map<RoomId, Promise<void>>();

  constructor(
    private readonly store: HeadStore,
    private readonly leases: PartitionLeases,
    private readonly telemetry: RoomTelemetry,
    private readonly lookups: TransactionLookups,
    private readonly partitions: Partitions,
  ) {}

  /** Whether this process owns any partition, so that rooms can be created here. */
  get ownsAny(): boolean {
    return this.leases.hasAny;
  }

  /** Whether the room's partition is owned here now. */
  isOwned(roomId: RoomId): boolean {
    return this.leases.has(this.partitions.of(roomId));
  }

  /** @throws WrongOwnerError when the room's partition is not owned here now */
  requireOwned(roomId: RoomId): RoomKey {
    const key = this.partitions.roomKey(roomId);
    this.leases.get(key.partition);
    return key;
  }

  /**
   * The head of a room, or undefined when this server does not have the room.
   * @throws WrongOwnerError when the room's partition is not owned here
   */
  async get(roomId: RoomId): Promise<RoomHead | undefined> {
    const known = this.#heads.get(roomId);
    const lease = this.leases.get(known?.partition ?? this.partitions.of(roomId));
    return known?.lease === lease ? known : this.#load(roomId);
  }

  /** A head for a room that is being created; nobody finds it before it is {@link add}ed. */
  start(room: Pick<HeadStart, 'roomId' | 'rules' | 'depth' | 'stateRoot' | 'extremities'>): RoomHead {
    const lease = this.leases.get(this.partitions.of(room.roomId));
    return new RoomHead({ ...room, lease, transactions: new TransactionIds(true), membersComplete: true });
  }

  /** Takes in the head of a room that is being created. */
  add(head: RoomHead): void {
    this.#heads.set(head.roomId, head);
  }

  /** A write of the room is on its way. */
  writing(roomId: RoomId, write: Promise<void>): void {
    this.#writes.set(roomId, write);
    const settled = (): void => {
      if (this.#writes.get(roomId) === write) this.#writes.delete(roomId);
    };
    write.then(settled, settled);
  }

  /** Resolves when everything that the head shows is durable; rejects when the last write was refused. */
  async committed(roomId: RoomId): Promise<void> {
    await this.#writes.get(roomId);
  }

  /** Makes sure that {@link RoomHead.state} knows these users. */
  async loadMembers(head: RoomHead, userIds: readonly string[]): Promise<void> {
    const missing = head.missingMembers(userIds);
    if (missing.length === 0) return;
    const members = await this.store.members(head.key, { limit: missing.length, userIds: missing });
    for (const userId of missing) head.setNoMember(userId);
    for (const member of members) head.setState(member);
  }

  /**
   * Looks in the table for a transaction id that memory cannot answer for. Called before the room's lane, so that
   * nobody waits for the query but the one who asks. Undefined when memory will do, or the head is not loaded yet.
   */
  async lookUp(roomId: RoomId, transaction: Transaction): Promise<LookedUp | undefined> {
    const head = this.#heads.peek(roomId);
    if (!head || head.transactions.complete || head.transactions.get(transaction)) return undefined;
    return { head, eventId: await this.lookups.find({ key: head.key, transaction }) };
  }

  /**
   * The event of an earlier request with the same transaction id; `committed` settles when it is durable.
   * @param lookedUp answers for what was committed before; what this head has seen since is in its memory
   */
  async earlier(head: RoomHead, transaction: Transaction, lookedUp?: LookedUp): Promise<TransactionResult | undefined> {
    const recent = head.transactions.get(transaction);
    if (recent || head.transactions.complete) return recent;
    const { key } = head;
    const eventId = lookedUp?.head === head ? lookedUp.eventId : await this.lookups.find({ key, transaction });
    return eventId === undefined ? undefined : { eventId, committed: Promise.resolve() };
  }

  async #load(roomId: RoomId): Promise<RoomHead | undefined> {
    await this.committed(roomId).catch(() => undefined); // refused: the tables have what counts
    const key = this.partitions.roomKey(roomId);
    const lease = this.leases.get(key.partition);
    const stored = await this.store.room(key);
    if (!stored) return undefined;
    const head = await this.#read(key, stored, lease);
    this.telemetry.headLoaded();
    this.add(head);
    return head;
  }

  async #read(key: RoomKey, stored: StoredHead, lease: RoomHead['lease']): Promise<RoomHead> {
    const rules = roomVersionRules(stored.version);
    if (!rules) throw new Error(`room ${key.roomId} has the unknown version ${stored.version}`);
    const [extremities, state, members, transactions] = await Promise.all([
      this.#edges(key, stored.extremities, rules),
      this.store.stateWithoutMembers(key),
      this.store.members(key, { limit: HEAD_MEMBERS_MAX }),
      this.store.transactions(key, HEAD_TRANSACTIONS_LOADED),
    ]);
    const ids = new TransactionIds(transactions.length < HEAD_TRANSACTIONS_LOADED);
    for (const { eventId, ...transaction } of transactions) {
      ids.set(transaction, { eventId, committed: Promise.resolve() });
    }
    const membersComplete = members.length < HEAD_MEMBERS_MAX;
    const known = { ...stored, roomId: key.roomId, lease, rules, extremities };
    const head = new RoomHead({ ...known, transactions: ids, membersComplete });
    for (const event of [...state, ...members]) head.setState(event);
    return head;
  }

  /** How new events name these: where edges hold reference hashes, they are computed from what is stored. */
  async #edges(key: RoomKey, eventIds: readonly EventId[], rules: RoomVersionRules): Promise<GraphEdge[]> {
    if (!rules.edgesWithHashes) return [...eventIds];
    const events = await this.store.events(key, eventIds);
    return eventIds.map((wanted) => {
      const event = events.find(({ eventId }) => eventId === wanted);
      if (!event) throw new Error(`forward extremity ${wanted} of ${key.roomId} is not stored`);
      return graphEdge(wanted, event.pdu, rules);
    });
  }
}
