import {
  creatorsOf,
  type EventId,
  type GraphEdge,
  type NodeHash,
  type Pdu,
  type RoomId,
  type RoomVersionRules,
  type StateSlot,
} from '@chappe/events';
import type { PartitionLease } from '../partitions/partition-lease.js';
import type { RoomKey } from '../partitions/partitions.js';
import { PendingReceipts } from './pending-receipts.js';
import type { StateUsage } from './state-usage.js';
import type { TransactionIds } from './transaction-ids.js';

/** A state event that is in force. */
export interface StateEvent {
  readonly eventId: EventId;
  readonly pdu: Pdu;
  /** Of its JSON. */
  readonly bytes: number;
}

export interface HeadStart {
  readonly roomId: RoomId;
  readonly lease: PartitionLease;
  readonly rules: RoomVersionRules;
  readonly depth: number;
  readonly stateRoot: NodeHash;
  /** Forward extremities, as a new event names them in its `prev_events`. */
  readonly extremities: readonly GraphEdge[];
  readonly transactions: TransactionIds;
  readonly usage: StateUsage;
  /** Every member, and everything else, is among `state`. */
  readonly membersComplete: boolean;
  readonly stateComplete: boolean;
}

/**
 * The newest end of a room, as far as it has been written (committed or waiting for it): what a new event cites and is
 * judged by. Only the room's lane touches it. It is good as long as its lease is.
 */
export class RoomHead {
  readonly roomId: RoomId;
  readonly lease: PartitionLease;
  readonly rules: RoomVersionRules;
  readonly transactions: TransactionIds;
  /** What all of the state holds, loaded or not. */
  readonly usage: StateUsage;
  readonly receipts = new PendingReceipts();
  depth: number;
  stateRoot: NodeHash;
  extremities: readonly GraphEdge[];
  /** {@link bytes} when whoever keeps it counted last. */
  counted = 0;
  readonly #membersComplete: boolean;
  readonly #stateComplete: boolean;
  readonly #state = new Map<string, Map<string, StateEvent>>();
  /** Slots that were looked for in the table, and were empty then. */
  readonly #absent = new Set<string>();
  #stateBytes = 0;

  constructor(start: HeadStart) {
    this.roomId = start.roomId;
    this.lease = start.lease;
    this.rules = start.rules;
    this.depth = start.depth;
    this.stateRoot = start.stateRoot;
    this.extremities = start.extremities;
    this.transactions = start.transactions;
    this.usage = start.usage;
    this.#membersComplete = start.membersComplete;
    this.#stateComplete = start.stateComplete;
  }

  get partition(): number {
    return this.lease.partition;
  }

  /** Where the room's rows are. */
  get key(): RoomKey {
    return { roomId: this.roomId, partition: this.partition };
  }

  /** Memory that it takes, about. */
  get bytes(): number {
    return HEAD_BYTES + this.#stateBytes + this.transactions.size * TRANSACTION_BYTES;
  }

  /** The event in a state slot. A slot that was not loaded is a bug of the caller: see {@link missing}. */
  state(type: string, stateKey: string): StateEvent | undefined {
    const event = this.#state.get(type)?.get(stateKey);
    if (!event && !this.#knows({ type, stateKey })) {
      throw new Error(`${type} ${stateKey} of ${this.roomId} is not loaded`);
    }
    return event;
  }

  /** Which of these slots have to be loaded before {@link state} can answer. */
  missing(slots: readonly StateSlot[]): StateSlot[] {
    return slots.filter((slot) => !this.#knows(slot));
  }

  setState(event: StateEvent): void {
    const { type, state_key: stateKey = '' } = event.pdu;
    const ofType = this.#state.get(type);
    this.#stateBytes += memoryOf(event) - memoryOf(ofType?.get(stateKey));
    if (ofType) ofType.set(stateKey, event);
    else this.#state.set(type, new Map([[stateKey, event]]));
  }

  /** The table has nothing in a slot, unless it is set afterwards. */
  setAbsent(slot: StateSlot): void {
    this.#absent.add(keyOf(slot));
  }

  /** Loaded state events of a type. For members that is everyone only in rooms that were loaded whole. */
  ofType(type: string): Iterable<StateEvent> {
    return this.#state.get(type)?.values() ?? [];
  }

  /** A loaded state event in force, by its event id. */
  findState(eventId: string): StateEvent | undefined {
    for (const ofType of this.#state.values()) {
      for (const event of ofType.values()) {
        if (event.eventId === eventId) return event;
      }
    }
    return undefined;
  }

  creators(): readonly string[] {
    const create = this.state('m.room.create', '');
    return create ? creatorsOf(create.pdu, this.rules) : [];
  }

  #knows(slot: StateSlot): boolean {
    const isComplete = slot.type === 'm.room.member' ? this.#membersComplete : this.#stateComplete;
    if (isComplete || this.#state.get(slot.type)?.has(slot.stateKey)) return true;
    return this.#absent.has(keyOf(slot));
  }
}

/** A head without state, a transaction id, and an event besides three times its JSON, about. */
const HEAD_BYTES = 2_000;
const TRANSACTION_BYTES = 300;
const EVENT_BYTES = 600;
const PARSED_FACTOR = 3;

function memoryOf(event: StateEvent | undefined): number {
  return event ? EVENT_BYTES + PARSED_FACTOR * event.bytes : 0;
}

function keyOf({ type, stateKey }: StateSlot): string {
  return `${type.length}:${type}${stateKey}`;
}
