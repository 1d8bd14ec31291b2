import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { EventId, RoomId, StateSlot } from '@chappe/events';
import { heapShare } from '@chappe/runtime';
import { PartitionLeases } from '../partitions/partition-leases.js';
import { Partitions, type RoomKey } from '../partitions/partitions.js';
import { HEAD_BYTES_MAX, HEAD_GROWTH_BYTES, HEADS_BYTES_MAX } from '../room.limits.js';
import { RoomTelemetry } from '../room.telemetry.js';
import { HeadReader } from './head-reader.js';
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
  /** A head that is larger than one may be is not kept. */
  readonly #heads = new LRUCache<RoomId, RoomHead>({
    maxSize: Math.min(HEADS_BYTES_MAX, heapShare(1 / 8)),
    maxEntrySize: Math.min(HEAD_BYTES_MAX, heapShare(1 / 32)),
    sizeCalculation: (head) => (head.counted = head.bytes),
  });
  /** The last write of each room that is not settled: until then the tables do not have what the head has. */
  readonly #writes = new Map<RoomId, Promise<void>>();

  constructor(
    private readonly reader: HeadReader,
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
    const usage = this.reader.newUsage();
    const transactions = new TransactionIds(true);
    return new RoomHead({ ...room, lease, usage, transactions, membersComplete: true, stateComplete: true });
  }

  /** Takes in the head of a room that is being created. */
  add(head: RoomHead): void {
    this.#heads.set(head.roomId, head);
  }

  /** A write of the room is on its way. */
  writing(roomId: RoomId, write: Promise<void>): void {
    const head = this.#heads.peek(roomId);
    if (head) this.#count(head);
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

  /** Makes sure that {@link RoomHead.state} knows these slots. */
  async load(head: RoomHead, slots: readonly StateSlot[]): Promise<void> {
    if (head.missing(slots).length === 0) return;
    await this.reader.load(head, slots);
    if (this.#heads.peek(head.roomId) === head) this.#count(head);
  }

  /** Makes sure that {@link RoomHead.state} knows these users. */
  loadMembers(head: RoomHead, userIds: readonly string[]): Promise<void> {
    return this.load(
      head,
      userIds.map((stateKey) => ({ type: 'm.room.member', stateKey })),
    );
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
    const head = await this.reader.read(key, lease);
    if (!head) return undefined;
    this.telemetry.headLoaded();
    this.add(head);
    return head;
  }

  /** Counts a head in memory anew when it has grown; others go, or it goes itself, when it takes too much. */
  #count(head: RoomHead): void {
    if (head.bytes - head.counted > HEAD_GROWTH_BYTES) this.#heads.set(head.roomId, head);
  }
}
