import 'reflect-metadata';
import { SetMetadata } from '@nestjs/common';
import type { LogEntry, Topic } from '@chappe/contracts';
import type { Tx } from '@chappe/postgres';

/** What a stored consumer is. */
export interface ConsumerDefinition {
  /**
   * Unique in the service; never reused. A consumer that wants further kinds is a new one, with a name of its own:
   * while releases are mixed, a replica of the one before moves the position past what it does not want.
   */
  readonly name: string;
  readonly topic: Topic;
  /** Schema of the service, where its position and parked entries are kept (see `consumerTablesSql`). */
  readonly schema: string;
  /** Ids of the kinds that it wants; entries of other kinds only move its position. */
  readonly kinds: readonly number[];
}

/**
 * Applies entries. What it writes through `tx` commits together with its position, so it happens once; a call to
 * another service may be repeated after a crash and must bear that.
 */
export interface ConsumerHandler {
  handle(entry: LogEntry, tx: Tx): Promise<void>;
}

export const CONSUMER_METADATA = 'chappe:consumer';

/** Marks an injectable class as a stored consumer. */
export function Consumer(definition: ConsumerDefinition): ClassDecorator {
  return SetMetadata(CONSUMER_METADATA, definition);
}
