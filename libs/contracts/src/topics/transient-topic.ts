import type { Codec } from './topic.js';

/** A topic whose messages are stored nowhere and may be lost; a later one replaces an earlier one of its key. */
export interface TransientTopic<T = unknown> {
  /** Name on the broker, with its version. */
  readonly name: string;
  readonly owner: string;
  readonly codec: Codec<T>;
  /** The room id or user id of a message: decides the partition. */
  keyOf(message: T): string;
}

/** Declares a transient topic. */
export function defineTransientTopic<T>(topic: TransientTopic<T>): TransientTopic<T> {
  return topic;
}
