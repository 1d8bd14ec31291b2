import { partitionOf, ReceiptEntry, RoomEventEntry, roomLog, type LogEntry } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { Lane, type Clock } from '@chappe/runtime';
import { LOAD_RETRY_MS, LOAD_TRIES_MAX, LOADS_AT_ONCE } from '../../sync.limits.js';
import type { AppliedPositions } from '../log/applied-positions.js';
import { loadRoomView } from './load-room-view.js';
import { RoomRecord } from './room-record.js';
import type { RoomService } from './room-service.js';
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
}

/** The rooms in use on this replica, their views within a byte budget: the least recently used one goes first. */
export class Rooms {
  readonly #records = new Map<string, RoomRecord>();
  /** Records with a view, least recently used first. */
  readonly #loaded = new Set<RoomRecord>();
  /** Each room waits in it once. */
  readonly #loads = new Lane({ atOnce: LOADS_AT_ONCE });
  #bytes = 0;

  constructor(private readonly ports: RoomsPorts) {}

  get bytes(): number {
    return this.#bytes;
  }

  get loadedCount(): number {
    return this.#loaded.size;
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

  /** The room's view, not older than what this replica has applied; loaded when it is not in memory. */
  view(roomId: string): RoomView | Promise<RoomView> {
    const record = this.record(roomId);
    if (!record.view) return (record.loading ??= this.#loads.run(() => this.#load(record)));
    this.#loaded.delete(record);
    this.#loaded.add(record);
    return record.view;
  }

  /** Takes in an entry of the room log with a room as its key; a room that nobody uses costs one look-up. */
  apply(entry: LogEntry): RoomRecord | undefined {
    const record = this.#records.get(entry.key);
    if (!record || !CONTENT.has(entry.kind)) return undefined;
    if (record.loading) record.pending.push(entry);
    record.last = Math.max(record.last, entry.position);
    if (record.view) {
      applyToView(record.view, entry);
      this.#count(record);
      this.#evict();
    }
    return record;
  }

  /** Drops a view: the next use loads it again. Changes up to `position` count as unknown. */
  dropView(roomId: string, position: number): void {
    const record = this.#records.get(roomId);
    if (!record) return;
    record.floor = Math.max(record.floor, position);
    this.#unload(record);
  }

  async #load(record: RoomRecord): Promise<RoomView> {
    try {
      const view = await this.#read(record);
      for (const entry of record.pending) applyToView(view, entry);
      record.view = view;
      record.last = Math.max(record.last, view.newestPosition);
      record.floor = 0;
      this.#loaded.add(record);
      return view;
    } finally {
      record.loading = undefined;
      record.pending = [];
      this.#count(record);
      this.#evict();
      this.release(record);
    }
  }

  /** A view that continues where the entries in `pending` begin. */
  async #read(record: RoomRecord): Promise<RoomView> {
    record.pending = [];
    const { room, clock, applied } = this.ports;
    const position = applied.of(record.partition);
    for (let tries = 0; tries < LOAD_TRIES_MAX; tries++) {
      const view = await loadRoomView(record.roomId, room, clock);
      if (view.position >= position) return view;
      await clock.sleep(LOAD_RETRY_MS);
    }
    throw MatrixError.unavailable('a room cannot be read at the position that was seen already');
  }

  #count(record: RoomRecord): void {
    const bytes = record.view?.bytes ?? 0;
    this.#bytes += bytes - record.bytes;
    record.bytes = bytes;
  }

  #evict(): void {
    for (const record of this.#loaded) {
      if (this.#bytes <= this.ports.viewBytesMax || this.#loaded.size <= 1) return;
      this.#unload(record);
    }
  }

  #unload(record: RoomRecord): void {
    record.view = undefined;
    this.#loaded.delete(record);
    this.#count(record);
    this.release(record);
  }
}

const { roomEvent, stateEvent, memberEvent, receipt } = roomLog.kinds;

/** What shows in a room's answer. Other entries do not, nor do kinds that only a later release knows. */
const CONTENT: ReadonlySet<number> = new Set([roomEvent, stateEvent, memberEvent, receipt].map(({ id }) => id));

function applyToView(view: RoomView, entry: LogEntry): void {
  if (entry.position <= view.position) return;
  if (entry.kind === receipt.id) {
    view.applyReceipt(ReceiptEntry.decode(entry.payload), entry.position);
  } else {
    view.applyEvent(RoomEventEntry.decode(entry.payload), entry.position);
  }
}
