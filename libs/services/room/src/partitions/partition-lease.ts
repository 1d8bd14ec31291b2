import type { LeaseRow } from './lease.store.js';

/**
 * One owned partition. It gives out positions ahead of their commit; when a commit fails they are taken back together,
 * by putting a new lease object in its place, so what was built on the old one cannot be committed any more.
 */
export class PartitionLease {
  readonly partition: number;
  readonly epoch: number;
  #position: number;
  #valid = true;
  #usableUntilMs: number;

  /** @param usableUntilMs by the monotonic clock */
  constructor(row: LeaseRow, usableUntilMs: number) {
    this.partition = row.partition;
    this.epoch = row.epoch;
    this.#position = row.position;
    this.#usableUntilMs = usableUntilMs;
  }

  /** Last position given out, committed or not. */
  get position(): number {
    return this.#position;
  }

  /** False once a commit failed or the partition went to another owner. */
  get valid(): boolean {
    return this.#valid;
  }

  /** When this process stops to rely on it, by the monotonic clock: before the database would give it to another. */
  get usableUntilMs(): number {
    return this.#usableUntilMs;
  }

  /** The next position. */
  take(): number {
    this.#position += 1;
    return this.#position;
  }

  invalidate(): void {
    this.#valid = false;
  }

  prolong(usableUntilMs: number): void {
    this.#usableUntilMs = usableUntilMs;
  }
}
