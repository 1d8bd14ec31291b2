import type { NodeHash } from '@chappe/events';

/** A column of a table that commits write: its type, and how the property of a row becomes a parameter. */
export interface Column<T> {
  /** Of the elements of its array; `slice`: a bytea column that takes its part of the payloads. */
  readonly type: 'smallint' | 'bigint' | 'text' | 'bytea' | 'slice';
  /** Absent: the property is the parameter, undefined is NULL. Slices: to bytes. */
  readonly encode?: (value: T) => unknown;
}

/** Columns by the name of the row's property; the name in SQL is the same in snake case. */
export type Columns = Readonly<Record<string, Column<never>>>;

/** The row that columns are filled from. */
export type RowOf<C extends Columns> = { readonly [K in keyof C]: C[K] extends Column<infer T> ? T : never };

export const smallint: Column<number> = { type: 'smallint' };
export const bigint: Column<number> = { type: 'bigint' };
export const text: Column<string> = { type: 'text' };

/** Texts without line breaks, one a line. */
export const lines: Column<readonly string[]> = { type: 'text', encode: (values) => values.join('\n') };

export const hash: Column<NodeHash> = { type: 'bytea', encode: (value) => Buffer.from(value, 'base64url') };

/** Bytes that may be many: they are not escaped on their way. */
export const payload: Column<Uint8Array> = { type: 'slice', encode: (value) => value };

/** The same for text that is stored as UTF-8. */
export const textPayload: Column<string> = { type: 'slice', encode: (value) => Buffer.from(value) };

/** A column that may be NULL, where the row says undefined. Not for slices. */
export function optional<T>({ type, encode }: Column<T>): Column<T | undefined> {
  return { type, ...(encode && { encode: (value) => (value === undefined ? undefined : encode(value)) }) };
}
