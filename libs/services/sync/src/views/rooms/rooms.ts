import { partitionOf, ErasureEntry, ReceiptEntry, RoomEventEntry, roomLog, type LogEntry } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { Backoff, Lane, type Clock } from '@chappe/runtime';
import { LRUCache } from 'lru-cache';
import { LOAD_BYTES_MIN, LOAD_RETRY_MS, LOAD_TRIES_MAX, LOADS_AT_ONCE, ROOM_RETRY_PAUSES } from '../../sync.limits.js';
import type { AppliedPositions } from '../log/applied-positions.js';
import { LoadBudget } from './load-budget.js';
import { loadRoomView } from './load-room-view.js';
import { RoomRecord } from './room-record.js';
import type { RoomService } from './room-service.js';
import { RoomUnservedError } from './room-unserved-error.js';
import type { RoomView } from './room-view.js';

/** What the rooms of a replica need. */
export interface RoomsPorts {
  readonly room: RoomService;
  readonly clock: Clock;
  /** How far the room log has been taken in. */
  readonly applied: AppliedPositions;
  readonly partitionCount: number;
  /** Budget of all views together. */
  readonly viewBytesMax: number;
  /** A view could not be loaded. */
  onFailed(roomId: string, error: unknown): void;
  /** A room that answers had to leave out can be read. */
  onServed(record: RoomRecord): void;
}

/** The rooms in use on this replica, their views within a byte budget: the least recently used one goes first. */
export class Rooms {
  readonly #records = new Map<string, RoomRecord>();
  /** Records with a view. One that is larger than the budget takes all of it, alone. */
  readonly #views: LRUCache<RoomRecord, RoomView>;
  /** Rooms that cannot be read. */
  readonly #failed = new Set<RoomRecord>();
  readonly #budget: LoadBudget;
  /** Each room waits in it once. */
  readonly #loads = new Lane({ atOnce: LOADS_AT_ONCE });

  constructor(private readonly ports: RoomsPorts) {
    const { viewBytesMax } = ports;
    this.#budget = new LoadBudget(Math.max(viewBytesMax, LOAD_BYTES_MIN));
    this.#views = new LRUCache({
      maxSize: viewBytesMax,
      sizeCalculation: ({ bytes }) => Math.min(Math.max(1, bytes), viewBytesMax),
      dispose: (_view, record, reason) => {
        if (reason === 'evict') this.#forget(record);
      },
    });
  }

  /** Bytes of all views, as far as the budget goes. */
  get bytes(): number {
    return this.#views.calculatedSize;
  }

  get loadedCount(): number {
    return this.#views.size;
  }

  /** Rooms that cannot be read. */
  get unservedCount(): number {
    return this.#failed.size;
  }

  find(roomId: string): RoomRecord | undefined {
    return this.#records.get(roomId);
  }

  all(): Iterable<RoomRecord> {
    return this.#records.values();
  }

  /** The record of a room, from now on kept up to date. */
  record(roomId: string): RoomRecord {
    let record = this.#records.get(roomId);
    if (!record) {
      const partition = partitionOf(roomId, this.ports.partitionCount);
      record = new RoomRecord(roomId, partition, this.ports.applied.of(partition));
      this.#records.set(roomId, record);
    }
    return record;
  }

  /** Forgets a record that nobody uses any more. */
  release(record: RoomRecord): void {
    if (record.isIdle) this.#records.delete(record.roomId);
  }

  /**
   * The room's view, not older than what this replica has applied; loaded when it is not in memory. Rejects with a
   * RoomUnservedError, at once, while the room cannot be read.
   */
  view(roomId: string): RoomView | Promise<RoomView> {
    const record = this.record(roomId);
    if (!record.view) return record.failure ? Promise.reject(new RoomUnservedError(roomId)) : this.#loaded(record);
    this.#views.get(record);
    return record.view;
  }

  /** An answer goes out without the room. */
  owe(roomId: string): void {
    const record = this.#records.get(roomId);
    if (record && !record.view) record.isOwed = true;
  }

  /** Takes in an entry of the room log with a room as its key; a room that nobody uses costs one look-up. */
  apply(entry: LogEntry): RoomRecord | undefined {
    const record = this.#records.get(entry.key);
    if (!record || !CONTENT.has(entry.kind)) return undefined;
    if (record.loading) record.pending.push(entry);
    if (record.view) {
      applyToView(record.view, entry);
      this.#keep(record, record.view);
    }
    // It is no news to anybody.
    if (entry.kind === erasure.id) return undefined;
    record.last = Math.max(record.last, entry.position);
    return record;
  }

  /** Drops a view: the next use loads it again. Changes up to `position` count as unknown. */
  dropView(roomId: string, position: number): void {
    const record = this.#records.get(roomId);
    if (!record) return;
    record.floor = Math.max(record.floor, position);
    this.#views.delete(record);
    this.#forget(record);
  }

  #loaded(record: RoomRecord): Promise<RoomView> {
    return (record.loading ??= this.#loads.run(() => this.#load(record)));
  }

  async #load(record: RoomRecord): Promise<RoomView> {
    try {
      const view = await this.#read(record);
      for (const entry of record.pending) applyToView(view, entry);
      record.view = view;
      record.last = Math.max(record.last, view.newestPosition);
      record.floor = 0;
      this.#keep(record, view);
      this.#succeeded(record);
      return view;
    } catch (error) {
      this.#fail(record, error);
      throw error;
    } finally {
      record.loading = undefined;
      record.pending = [];
      this.release(record);
    }
  }

  #succeeded(record: RoomRecord): void {
    record.failure = undefined;
    this.#failed.delete(record);
    if (record.isOwed) this.ports.onServed(record);
    record.isOwed = false;
  }

  /** It is tried again after a pause, once for all who wait, as long as somebody does. */
  #fail(record: RoomRecord, error: unknown): void {
    const { clock } = this.ports;
    this.ports.onFailed(record.roomId, error);
    record.failure ??= new Backoff(clock, ROOM_RETRY_PAUSES);
    record.isOwed = true;
    this.#failed.add(record);
    clock.after(record.failure.next(), () => void this.#retry(record));
  }

  async #retry(record: RoomRecord): Promise<void> {
    if (record.users.size > 0) return void (await this.#loaded(record).catch(() => undefined)); // `#fail` was told
    record.failure = undefined;
    this.#failed.delete(record);
    this.release(record);
  }

  /** A view that continues where the entries in `pending` begin. */
  async #read(record: RoomRecord): Promise<RoomView> {
    record.pending = [];
    const { room, clock, applied } = this.ports;
    const position = applied.of(record.partition);
    for (let tries = 0; tries < LOAD_TRIES_MAX; tries++) {
      const view = await this.#budget.spend(record.roomId, (take) =>
        loadRoomView(record.roomId, { room, clock }, take),
      );
      if (view.position >= position) return view;
      await clock.sleep(LOAD_RETRY_MS);
    }
    throw MatrixError.unavailable('a room cannot be read at the position that was seen already');
  }

  /** Counts a view as it is now, as the one used last; others go when it takes their room. */
  #keep(record: RoomRecord, view: RoomView): void {
    // The cache counts only what it did not hold before.
    this.#views.delete(record);
    this.#views.set(record, view);
  }

  #forget(record: RoomRecord): void {
    record.view = undefined;
    this.release(record);
  }
}

const { roomEvent, stateEvent, memberEvent, receipt, erasure } = roomLog.kinds;

/** What shows in a room's answer. Other entries do not, nor do kinds that only a later release knows. */
const CONTENT: ReadonlySet<number> = new Set(
  [roomEvent, stateEvent, memberEvent, receipt, erasure].map(({ id }) => id),
);

function applyToView(view: RoomView, entry: LogEntry): void {
  if (entry.position <= view.position) return;
  if (entry.kind === receipt.id) {
    view.applyReceipt(ReceiptEntry.decode(entry.payload), entry.position);
  } else if (entry.kind === erasure.id) {
    view.applyErasure(ErasureEntry.decode(entry.payload), entry.position);
  } else {
    view.applyEvent(RoomEventEntry.decode(entry.payload), entry.position);
  }
}
