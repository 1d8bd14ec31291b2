import { roomLog, userLog } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';

/**
 * Positions of every partition of the two logs that tokens name; index = partition. Of any other log nothing that an
 * earlier generation gave out is believed: its followers begin anew with each.
 */
export interface LogPositions {
  readonly room: readonly number[];
  readonly user: readonly number[];
}

/**
 * A stretch of time in which positions only grew. A new one begins whenever PostgreSQL may have gone back: with each
 * start and promotion of a server, and when an operator says so.
 */
export interface Generation {
  /**
   * Its name in tokens and records; 0: the first. The others' are random: those of a lost future must not come again.
   */
  readonly id: number;
  /** For people. */
  readonly cause: string;
  /** Milliseconds since the Unix epoch. */
  readonly beganAtMs: number;
  /** What there was when it began. Positions beyond, given out earlier, are of a future that is lost. */
  readonly begin: LogPositions;
}

/** The generations of this installation, as far as this process knows: in memory, for questions on every path. */
export class Generations {
  #known: readonly Generation[] = [];
  readonly #listeners = new Set<() => void>();

  /** @param look finds out whether a new one has begun, and {@link adopt}s it */
  constructor(private readonly look: () => Promise<void> = () => Promise.resolve()) {}

  /** Oldest first. */
  get known(): readonly Generation[] {
    return this.#known;
  }

  get current(): number {
    return this.#known.at(-1)?.id ?? 0;
  }

  /** Where the current one began. */
  get begin(): LogPositions | undefined {
    return this.#known.at(-1)?.begin;
  }

  /** @returns whether the current one is another now; whoever listens was told then */
  adopt(known: readonly Generation[]): boolean {
    const { current } = this;
    this.#known = known;
    if (current === this.current) return false;
    for (const listener of this.#listeners) listener();
    return true;
  }

  /**
   * Names one who is told, at once, before anything is read or written in the new generation.
   * @returns what ends that
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Up to where the positions that an earlier generation gave out are still true; undefined for a generation that is
   * not known here, or not any more: nothing of it is.
   */
  survivors(generation: number): LogPositions | undefined {
    const index = this.#known.findIndex(({ id }) => id === generation);
    return index < 0 ? undefined : this.#known[index + 1]?.begin;
  }

  /** As {@link survivors}, of one that may have begun, or ended, unnoticed; null for the current one: everything. */
  async find(generation: number): Promise<LogPositions | null | undefined> {
    if (generation === this.current) return null;
    if (!this.#known.some(({ id }) => id === generation)) await this.look();
    return generation === this.current ? null : this.survivors(generation);
  }

  /** The position, as far as it is true still, that a generation gave out in a partition; 0: it is not. */
  surviving(generation: number, topic: object, { partition, position }: PartitionPosition): number {
    if (generation === this.current) return position;
    return Math.min(position, positionsOf(this.survivors(generation), topic)[partition] ?? 0);
  }

  /**
   * Work that has to fit positions which another process knows.
   * @param generation of these positions; undefined: the work fits any
   * @throws MatrixError 503 when another one is current, before or after
   */
  async within<T>(generation: number | undefined, work: () => Promise<T>): Promise<T> {
    if (generation !== undefined && generation !== this.current) await this.look();
    this.require(generation);
    const result = await work();
    this.require(generation);
    return result;
  }

  /**
   * In a transaction: what it then changes fits the positions of a generation.
   * @param generation undefined: any
   * @throws MatrixError 503 when another one is current
   */
  require(generation: number | undefined): void {
    if (generation !== undefined && generation !== this.current)
      throw MatrixError.unavailable('the database was restarted or replaced, try again');
  }
}

/** A place in a log. */
export interface PartitionPosition {
  readonly partition: number;
  readonly position: number;
}

/** @returns none for undefined, and for what is no log */
export function positionsOf(positions: LogPositions | undefined, topic: object): readonly number[] {
  if (topic === roomLog) return positions?.room ?? [];
  return topic === userLog ? (positions?.user ?? []) : [];
}
