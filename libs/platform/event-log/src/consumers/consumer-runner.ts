import type { LogEntry } from '@chappe/contracts';
import { isRetryable, PostgresUnavailableError, type Postgres, type Tx } from '@chappe/postgres';
import { MatrixError } from '@chappe/matrix-api';
import { Backoff, type Clock } from '@chappe/runtime';
import type { ConsumerDefinition, ConsumerHandler } from './consumer.js';
import { ConsumerStore } from './consumer.store.js';
import type { EventLog, Followed } from '../event-log.js';

/** Tries of an entry that fails for a reason of its own before it is parked. */
const ATTEMPTS_MAX = 5;
/** Pauses between these tries. */
const PAUSES = { firstMs: 50, maxMs: 5_000 };
/** A position that only passed over unwanted entries is stored when it has moved this far. */
const IDLE_ADVANCE_ENTRIES = 1_000;
/** How long another replica that is at work is left alone before its lock is tried again. */
const LOCKED_MS = 50;
/** A replica that found the work done waits this long the next time: the other is likely to do it again. */
const SECOND_MS = 200;
/** What is written when the reason is an earlier entry. */
const BEHIND = 'an earlier entry of this key is parked';

const REASON_CHARACTERS_MAX = 2_000;

export interface ConsumerReports {
  entryFailed(consumer: string, entry: LogEntry, error: unknown): void;
  entryParked(consumer: string, entry: LogEntry, reason: string): void;
}

export interface ConsumerPorts {
  readonly postgres: Postgres;
  readonly eventLog: EventLog;
  readonly clock: Clock;
  readonly reports: ConsumerReports;
}

/** An entry that is parked when the transaction has committed. */
interface Parked {
  readonly entry: LogEntry;
  readonly reason: string;
}

/**
 * Runs one consumer over all partitions of its topic. Every replica runs it: whoever locks a partition's position
 * applies what is not applied yet. The one that finds nothing left to do steps back, so that in each partition one
 * works and the others look after it: when it dies, the next of them goes on where it ended.
 */
export class ConsumerRunner {
  readonly #store: ConsumerStore;
  readonly #kinds: ReadonlySet<number>;
  /** Partitions in which another replica was quicker the last time. */
  readonly #second = new Set<number>();
  /** The position that was stored when last seen, by partition. */
  readonly #stored = new Map<number, number>();
  readonly #stopping = new AbortController();
  /** Index = partition. */
  readonly #followed: Followed[] = [];

  constructor(
    private readonly definition: ConsumerDefinition,
    private readonly handler: ConsumerHandler,
    private readonly ports: ConsumerPorts,
  ) {
    this.#store = new ConsumerStore(ports.postgres, definition);
    this.#kinds = new Set(definition.kinds);
  }

  async start(): Promise<void> {
    const { eventLog } = this.ports;
    await this.#store.install(eventLog.partitionCount);
    const positions = await this.#store.positions();
    for (let partition = 0; partition < eventLog.partitionCount; partition++) {
      this.#follow(partition, positions.get(partition) ?? 0);
    }
  }

  #follow(partition: number, after: number): void {
    const { topic, schema, name } = this.definition;
    this.#stored.set(partition, after);
    const onEntries = async (entries: readonly LogEntry[]): Promise<void> => {
      try {
        await this.#apply(entries);
      } catch (error) {
        // What was cut short is done at the next start, here or in another replica, or when the lane begins anew.
        if (!this.#stopping.signal.aborted && !this.#isLost(partition)) throw error;
      }
    };
    const followed = this.ports.eventLog.follow(topic, { partition, after, onEntries, name: `${schema}.${name}` });
    this.#followed[partition] = followed;
    followed.failed.catch(() => {
      if (followed.isLost) void this.#beginAnew(partition);
    });
  }

  /** The log went back: the stored position went with it, and so did the effects. */
  async #beginAnew(partition: number): Promise<void> {
    const backoff = new Backoff(this.ports.clock, PAUSES);
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#followed[partition]?.stop();
        const positions = await this.#store.positions();
        if (!this.#stopping.signal.aborted) this.#follow(partition, positions.get(partition) ?? 0);
        return;
      } catch {
        // The database is away: the pause rejects when the consumer is stopped, which the loop sees.
        await backoff.pause(this.#stopping.signal).catch(() => undefined);
      }
    }
  }

  #isLost(partition: number): boolean {
    return this.#followed[partition]?.isLost ?? false;
  }

  /** Position per partition up to which entries are applied. */
  positions(): number[] {
    return this.#followed.map((followed) => followed.position);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error(`consumer ${this.definition.name} was stopped`));
    await Promise.all(this.#followed.map((followed) => followed.stop()));
  }

  async #apply(entries: readonly LogEntry[]): Promise<void> {
    const wanted = entries.filter((entry) => this.#kinds.has(entry.kind));
    const last = entries.at(-1);
    if (!last) return;
    const passed = last.position - (this.#stored.get(last.partition) ?? 0);
    if (wanted.length === 0 && passed < IDLE_ADVANCE_ENTRIES) return;
    if (this.#second.has(last.partition)) await this.#pause(SECOND_MS);
    if (await this.#applyTogether(wanted, last)) return;
    for (const entry of wanted) await this.#applyAlone(entry);
  }

  /** The usual way: the whole batch in one transaction. False when it has to be done entry by entry. */
  async #applyTogether(wanted: readonly LogEntry[], last: LogEntry): Promise<boolean> {
    try {
      await this.#inLock(last, (tx, applied) => this.#handleFresh(tx, wanted, applied));
      return true;
    } catch (error) {
      if (this.#isFinal(error)) throw error;
      if (wanted[0]) this.ports.reports.entryFailed(this.definition.name, wanted[0], error);
      return false;
    }
  }

  async #applyAlone(entry: LogEntry): Promise<void> {
    const backoff = new Backoff(this.ports.clock, PAUSES);
    for (let attempt = 1; ;) {
      try {
        return await this.#inLock(entry, (tx, applied) => this.#handleFresh(tx, [entry], applied));
      } catch (error) {
        if (this.#isFinal(error)) throw error;
        this.ports.reports.entryFailed(this.definition.name, entry, error);
        if (!isPassing(error) && ++attempt > ATTEMPTS_MAX) return this.#park(entry, String(error));
      }
      await backoff.pause(this.#stopping.signal);
    }
  }

  /** Nothing is tried again, and nothing parked. */
  #isFinal(error: unknown): boolean {
    return this.#stopping.signal.aborted || error instanceof PositionLostError;
  }

  /** Tries until it is done: a throw would end the lane of the whole partition. */
  async #park(entry: LogEntry, reason: string): Promise<void> {
    const park = async (tx: Tx): Promise<Parked[]> => {
      await this.#store.park(tx, entry, storableReason(reason));
      return [{ entry, reason }];
    };
    const backoff = new Backoff(this.ports.clock, PAUSES);
    for (;;) {
      try {
        return await this.#inLock(entry, park);
      } catch (error) {
        if (this.#isFinal(error)) throw error;
        this.ports.reports.entryFailed(this.definition.name, entry, error);
      }
      await backoff.pause(this.#stopping.signal);
    }
  }

  /**
   * Does `work` and moves the position to `last` in one transaction, unless another replica has done it by then.
   * @param work gets the position up to which entries are applied; returns what it has parked
   */
  async #inLock(last: LogEntry, work: (tx: Tx, applied: number) => Promise<readonly Parked[]>): Promise<void> {
    for (;;) {
      const outcome = await this.ports.postgres.transaction(async (tx) => {
        // The connection leads to where the log is now, perhaps without these entries.
        if (this.#isLost(last.partition)) throw new PositionLostError(this.definition, last.position);
        const applied = await this.#store.lock(tx, last.partition);
        if (applied === undefined) return 'locked';
        const stored = this.#stored.get(last.partition) ?? 0;
        if (applied < stored) throw new PositionLostError(this.definition, stored);
        if (applied >= last.position) return 'done by another';
        const parked = await work(tx, applied);
        await this.#store.advance(tx, last.partition, last.position);
        return parked;
      });
      if (outcome !== 'locked') this.#stored.set(last.partition, last.position);
      if (outcome === 'done by another') return void this.#second.add(last.partition);
      if (outcome !== 'locked') {
        this.#second.delete(last.partition);
        for (const { entry, reason } of outcome) this.ports.reports.entryParked(this.definition.name, entry, reason);
        return;
      }
      await this.#pause(LOCKED_MS);
    }
  }

  /** Applies entries in order; those behind a parked one of their key are parked too. */
  async #handleFresh(tx: Tx, wanted: readonly LogEntry[], applied: number): Promise<Parked[]> {
    const fresh = wanted.filter(({ position }) => position > applied);
    const [first] = fresh;
    if (!first) return [];
    const keys = fresh.map(({ key }) => key);
    const parkedKeys = await this.#store.parkedAmong(tx, first.partition, keys);
    const parked: Parked[] = [];
    for (const entry of fresh) {
      if (!parkedKeys.has(entry.key)) {
        await this.handler.handle(entry, tx);
        continue;
      }
      await this.#store.park(tx, entry, BEHIND);
      parked.push({ entry, reason: BEHIND });
    }
    return parked;
  }

  /** Rejects when the consumer is stopped. */
  #pause(durationMs: number): Promise<void> {
    return this.ports.clock.sleep(durationMs, this.#stopping.signal);
  }
}

/** The database is an older copy than the one of which entries were read: they are not applied to it. */
class PositionLostError extends Error {
  constructor({ schema, name }: ConsumerDefinition, position: number) {
    super(`the database has lost what ${schema}.${name} had read up to position ${position}`);
    this.name = 'PositionLostError';
  }
}

/** The surroundings are at fault, not the entry: it is tried until it works. */
function isPassing(error: unknown): boolean {
  const unavailable =
    error instanceof PostgresUnavailableError || (error instanceof MatrixError && error.status === 503);
  return unavailable || isRetryable(error);
}

/** A message may quote what somebody sent: PostgreSQL takes neither NUL nor what is no Unicode. */
function storableReason(reason: string): string {
  return reason.slice(0, REASON_CHARACTERS_MAX).replaceAll('\0', '\uFFFD').toWellFormed();
}
