import type { TraceContext } from '../trace-context.js';

/** How a payload is written to and read from bytes. */
export interface Codec<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(input: Uint8Array): T;
}

/** One kind of entry: the number that stands in the log and the codec of the payload. */
export interface EntryKind<T = unknown> {
  readonly id: number;
  readonly codec: Codec<T>;
}

/** The kinds of entry of a topic, by name. */
export type EntryKinds = Readonly<Record<string, EntryKind>>;

/** Declares a kind of entry. Numbers are never reused. */
export function entryKind<T>(id: number, codec: Codec<T>): EntryKind<T> {
  return { id, codec };
}

/**
 * A log topic: who writes it, what its key is, which kinds of entry it has. Producers and consumers take this value.
 */
export interface Topic<K extends EntryKinds = EntryKinds> {
  /** Name on the broker, with its version. */
  readonly name: string;
  readonly owner: string;
  /** PostgreSQL schema that holds the tables `partitions` and `log` of this topic. */
  readonly schema: string;
  /** What decides the partition and the order. */
  readonly key: 'room' | 'user';
  readonly kinds: K;
}

/** Declares a topic. */
export function defineTopic<const K extends EntryKinds>(topic: Topic<K>): Topic<K> {
  return topic;
}

/** One entry of a topic's log, as stored. Positions of a partition are contiguous and start at 1. */
export interface LogEntry {
  readonly partition: number;
  readonly position: number;
  /** `id` of one of the topic's kinds. */
  readonly kind: number;
  /** Room id or user id. */
  readonly key: string;
  readonly payload: Uint8Array;
  /** Span of what wrote it, when that is traced; kept in no table. */
  readonly trace?: TraceContext;
}
