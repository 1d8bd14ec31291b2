import type { NodeHash } from '@chappe/events';
import type { CurrentStateRow, EventRow, HeadRow, NodeRow, ReceiptRow, RedactionRow, RoomWrite } from './room-write.js';

/** A row with the partition it belongs to. */
type Placed<T> = T & { readonly partition: number };

/** The payloads of a batch, in one buffer. */
class Payloads {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** @returns where the payload starts, counted from 1 as SQL does */
  add(payload: Uint8Array): { at: number; length: number } {
    const at = this.#length + 1;
    this.#parts.push(payload);
    this.#length += payload.length;
    return { at, length: payload.length };
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#parts, this.#length);
  }
}

/** Turns writes into the parameters of the commit statements. Rows that a later write replaces are left out. */
export class CommitBatch {
  /** No write changes state, receipts or redacted events. */
  readonly onlyMessages: boolean;
  readonly #payloads = new Payloads();

  constructor(private readonly writes: readonly RoomWrite[]) {
    this.onlyMessages = !writes.some((write) => write.nodes || write.state || write.receipts || write.redactions);
  }

  messageValues(): unknown[] {
    const values = [...this.#fence(), ...this.#log(), ...this.#events(), ...this.#heads()];
    return [this.#payloads.toBuffer(), ...values];
  }

  allValues(): unknown[] {
    const values = [
      ...this.#fence(),
      ...this.#log(),
      ...this.#events(),
      ...this.#heads(),
      ...this.#nodes(),
      ...this.#state(),
      ...this.#receipts(),
      ...this.#redactions(),
    ];
    return [this.#payloads.toBuffer(), ...values];
  }

  #fence(): unknown[][] {
    const ranges = new Map<number, { epoch: number; first: number; last: number }>();
    for (const { lease, entries } of this.writes) {
      for (const { position } of entries) {
        const range = ranges.get(lease.partition);
        if (!range) ranges.set(lease.partition, { epoch: lease.epoch, first: position, last: position });
        else if (position !== range.last + 1) throw new Error(`position ${range.last + 1} was taken but not written`);
        else range.last = position;
      }
    }
    const rows = [...ranges].sort(([a], [b]) => a - b);
    return [
      rows.map(([partition]) => partition),
      rows.map(([, range]) => range.epoch),
      rows.map(([, range]) => range.first),
      rows.map(([, range]) => range.last),
    ];
  }

  #log(): unknown[][] {
    const rows = this.writes.flatMap((write) => write.entries);
    const places = rows.map((row) => this.#payloads.add(row.payload));
    return [
      rows.map((row) => row.partition),
      rows.map((row) => row.position),
      rows.map((row) => row.kind),
      rows.map((row) => row.key),
      places.map((place) => place.at),
      places.map((place) => place.length),
    ];
  }

  #events(): unknown[][] {
    const rows = this.#place<EventRow>((write) => write.events);
    const places = rows.map((row) => this.#payloads.add(Buffer.from(row.json)));
    return [
      rows.map((row) => row.partition),
      rows.map((row) => row.roomId),
      rows.map((row) => row.eventId),
      rows.map((row) => row.position),
      rows.map((row) => row.depth),
      rows.map((row) => row.type),
      rows.map((row) => row.sender),
      rows.map((row) => row.stateKey ?? null),
      rows.map((row) => row.originServerTs),
      rows.map((row) => hashBytes(row.stateBefore)),
      rows.map((row) => (row.stateAfter === undefined ? null : hashBytes(row.stateAfter))),
      rows.map((row) => row.replacedEventId ?? null),
      rows.map((row) => row.redacts ?? null),
      rows.map((row) => row.txnId ?? null),
      rows.map((row) => row.txnDeviceId ?? null),
      places.map((place) => place.at),
      places.map((place) => place.length),
    ];
  }

  #heads(): unknown[][] {
    const heads = this.#place<HeadRow>((write) => (write.head ? [write.head] : undefined));
    const rows = lastOfEach(heads, (row) => row.roomId);
    return [
      rows.map((row) => row.partition),
      rows.map((row) => row.roomId),
      rows.map((row) => row.version),
      rows.map((row) => row.depth),
      rows.map((row) => hashBytes(row.stateRoot)),
      rows.map((row) => row.extremities.join('\n')),
    ];
  }

  #nodes(): unknown[][] {
    const nodes = this.#place<NodeRow>((write) => write.nodes);
    const rows = lastOfEach(nodes, (row) => `${row.roomId} ${row.hash}`);
    const places = rows.map((row) => this.#payloads.add(row.node));
    return [
      rows.map((row) => row.partition),
      rows.map((row) => row.roomId),
      rows.map((row) => hashBytes(row.hash)),
      places.map((place) => place.at),
      places.map((place) => place.length),
    ];
  }

  #state(): unknown[][] {
    const state = this.#place<CurrentStateRow>((write) => write.state);
    const rows = lastOfEach(state, (row) => JSON.stringify([row.roomId, row.type, row.stateKey]));
    return [
      rows.map((row) => row.partition),
      rows.map((row) => row.roomId),
      rows.map((row) => row.type),
      rows.map((row) => row.stateKey),
      rows.map((row) => row.eventId),
      rows.map((row) => row.position),
      rows.map((row) => row.membership ?? null),
    ];
  }

  #receipts(): unknown[][] {
    const receipts = this.#place<ReceiptRow>((write) => write.receipts);
    const rows = lastOfEach(receipts, (row) => JSON.stringify([row.roomId, row.userId, row.receiptType, row.threadId]));
    return [
      rows.map((row) => row.partition),
      rows.map((row) => row.roomId),
      rows.map((row) => row.userId),
      rows.map((row) => row.receiptType),
      rows.map((row) => row.threadId),
      rows.map((row) => row.eventId),
      rows.map((row) => row.timestampMs),
      rows.map((row) => row.position),
    ];
  }

  #redactions(): unknown[][] {
    const redactions = this.#place<RedactionRow>((write) => write.redactions);
    const rows = lastOfEach(redactions, (row) => `${row.roomId} ${row.eventId}`);
    const places = rows.map((row) => this.#payloads.add(Buffer.from(row.json)));
    return [
      rows.map((row) => row.partition),
      rows.map((row) => row.roomId),
      rows.map((row) => row.eventId),
      rows.map((row) => row.redactedBy),
      places.map((place) => place.at),
      places.map((place) => place.length),
    ];
  }

  #place<T extends object>(rowsOf: (write: RoomWrite) => readonly T[] | undefined): Placed<T>[] {
    return this.writes.flatMap((write) =>
      (rowsOf(write) ?? []).map((row) => ({ ...row, partition: write.lease.partition })),
    );
  }
}

function hashBytes(hash: NodeHash): Buffer {
  return Buffer.from(hash, 'base64url');
}

/** Keeps the last row of each key: one statement may touch a row only once. */
function lastOfEach<T>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}
