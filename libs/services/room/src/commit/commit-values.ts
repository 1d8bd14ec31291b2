import type { Column, Columns, RowOf } from './column.js';
import type { Part } from './commit-parts.js';
import { fenceColumns } from './commit-tables.js';
import type { RoomWrite } from './room-write.js';

/** Rows, and the partition of each. */
interface Rows<Row = object> {
  readonly partitions: readonly number[];
  readonly rows: readonly Row[];
}

/** The parameters of the statement that `commitSql` makes of the same parts. */
export function commitValues(parts: readonly Part[], writes: readonly RoomWrite[]): unknown[] {
  const payloads = new Payloads();
  const arrays = arraysOf(fenceColumns, fenceRows(writes), payloads);
  for (const part of parts) arrays.push(...arraysOf(part.table.columns, rowsOf(part, writes), payloads));
  return [payloads.toBuffer(), ...arrays];
}

/** One array a column, two for slices: the order is that of the types in `commitSql`. */
function arraysOf(columns: Columns, { partitions, rows }: Rows, payloads: Payloads): (readonly unknown[])[] {
  const arrays: (readonly unknown[])[] = [partitions];
  for (const property in columns) {
    const column = columns[property] as Column<never>;
    const values = valuesOf(column, property, rows as readonly Readonly<Record<string, unknown>>[]);
    if (column.type === 'slice') arrays.push(...payloads.slices(values as Uint8Array[]));
    else arrays.push(values);
  }
  return arrays;
}

function valuesOf({ encode }: Column<never>, property: string, rows: readonly Record<string, unknown>[]): unknown[] {
  if (!encode) return rows.map((row) => row[property]);
  return rows.map((row) => encode(row[property] as never));
}

function fenceRows(writes: readonly RoomWrite[]): Rows<RowOf<typeof fenceColumns>> {
  const ranges = new Map<number, { epoch: number; first: number; last: number }>();
  for (const { lease, entries } of writes) {
    for (const { position } of entries) {
      const range = ranges.get(lease.partition);
      if (!range) ranges.set(lease.partition, { epoch: lease.epoch, first: position, last: position });
      else if (position !== range.last + 1) throw new Error(`position ${range.last + 1} was taken but not written`);
      else range.last = position;
    }
  }
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  return { partitions: sorted.map(([partition]) => partition), rows: sorted.map(([, range]) => range) };
}

function rowsOf(part: Part, writes: readonly RoomWrite[]): Rows {
  const partitions: number[] = [];
  const rows: object[] = [];
  for (const write of writes) {
    for (const row of part.rowsOf(write) ?? []) {
      partitions.push(write.lease.partition);
      rows.push(row);
    }
  }
  return part.table.key.length === 0 ? { partitions, rows } : lastOfEach({ partitions, rows }, part.table.key);
}

/** The last row of each key, where the first one was: one statement may touch a row only once. */
function lastOfEach({ partitions, rows }: Rows, key: readonly string[]): Rows {
  if (rows.length < 2) return { partitions, rows };
  const last = new Map<string, number>();
  rows.forEach((row, at) => last.set(keyOf(row, key), at));
  const kept = [...last.values()];
  return { partitions: kept.map((at) => partitions[at] as number), rows: kept.map((at) => rows[at] as object) };
}

/** Room and event IDs stand in one partition each. Lengths go first, so that different keys never read the same. */
function keyOf(row: object, key: readonly string[]): string {
  const texts = row as Readonly<Record<string, string>>;
  if (key.length === 1) return texts[key[0] as string] as string;
  let id = '';
  for (const property of key) {
    const text = texts[property] as string;
    id += `${text.length} ${text} `;
  }
  return id;
}

/** Payloads of many rows, in one buffer. */
class Payloads {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** @returns where each payload starts, counted from 1 as SQL does, and how long it is */
  slices(payloads: readonly Uint8Array[]): [at: number[], length: number[]] {
    const at = payloads.map((payload) => this.#add(payload));
    return [at, payloads.map((payload) => payload.length)];
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#parts, this.#length);
  }

  #add(payload: Uint8Array): number {
    const at = this.#length + 1;
    this.#parts.push(payload);
    this.#length += payload.length;
    return at;
  }
}
