import {
  creatorsOf,
  type EventId,
  type GraphEdge,
  type NodeHash,
  type Pdu,
  type RoomId,
  type RoomVersionRules,
} from '@chappe/events';
import type { PartitionLease } from '../partitions/partition-lease.js';
import type { RoomKey } from '../partitions/partitions.js';
import { PendingReceipts } from './pending-receipts.js';
import type { TransactionIds } from './transaction-ids.js';

/** A state event that is in force. */
export interface StateEvent {
  readonly eventId: EventId;
  readonly pdu: Pdu;
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
  /** Every member is among `state`. */
  readonly membersComplete: boolean;
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
  readonly receipts = new PendingReceipts();
  depth: number;
  stateRoot: NodeHash;
  extremities: readonly GraphEdge[];
  readonly #membersComplete: boolean;
  readonly #state = new Map<string, Map<string, StateEvent>>();
  /** Members that were looked for in the table and are not there. */
  readonly #noMember = new Set<string>();

  constructor(start: HeadStart) {
    this.roomId = start.roomId;
    this.lease = start.lease;
    this.rules = start.rules;
    this.depth = start.depth;
    this.stateRoot = start.stateRoot;
    this.extremities = start.extremities;
    this.transactions = start.transactions;
    this.#membersComplete = start.membersComplete;
  }

  get partition(): number {
    return this.lease.partition;
  }

  /** Where the room's rows are. */
  get key(): RoomKey {
    return { roomId: this.roomId, partition: this.partition };
  }

  /** The event in a state slot. A member who was not loaded is a bug of the caller: see {@link missingMembers}. */
  state(type: string, stateKey: string): StateEvent | undefined {
    const event = this.#state.get(type)?.get(stateKey);
    if (!event && type === 'm.room.member' && !this.#knowsMember(stateKey)) {
      throw new Error(`member ${stateKey} of ${this.roomId} is not loaded`);
    }
    return event;
  }

  /** Which of these users' member events have to be loaded before {@link state} can answer. */
  missingMembers(userIds: readonly string[]): string[] {
    return userIds.filter((userId) => !this.#knowsMember(userId));
  }

  setState(event: StateEvent): void {
    const { type, state_key: stateKey = '' } = event.pdu;
    const ofType = this.#state.get(type);
    if (ofType) ofType.set(stateKey, event);
    else this.#state.set(type, new Map([[stateKey, event]]));
  }

  setNoMember(userId: string): void {
    this.#noMember.add(userId);
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

  #knowsMember(userId: string): boolean {
    if (this.#membersComplete || this.#noMember.has(userId)) return true;
    return this.#state.get('m.room.member')?.has(userId) ?? false;
  }
}
