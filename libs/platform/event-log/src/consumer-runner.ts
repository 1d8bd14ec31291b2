import type { LogEntry } from '@chappe/contracts';
import { isRetryable, PostgresUnavailableError, type Postgres, type Tx } from '@chappe/postgres';
import { MatrixError } from '@chappe/matrix-api';
import type { Clock } from '@chappe/runtime';
import type { ConsumerDefinition, ConsumerHandler } from './consumer.js';
import { ConsumerStore } from './consumer.store.js';
import type { EventLog, Followed } from './event-log.js';

/** Tries of an entry that fails for a reason of its own before it is parked. */
const ATTEMPTS_MAX = 5;
const BACKOFF_START_MS = 50;
const BACKOFF_MAX_MS = 5_000;
/** A position that only passed over unwanted entries is stored when it has moved this far. */
const IDLE_ADVANCE_ENTRIES = 1_000;

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

/** Runs one consumer over all partitions of its topic. */
export class ConsumerRunner {
  readonly #store: ConsumerStore;
  readonly #kinds: ReadonlySet<number>;
  readonly #parked = new Set<string>();
  #followed: Followed[] = [];
  #stopped = false;

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
    const positions = await this.#store.positions();
    for (const { partition, key } of await this.#store.parkedKeys()) this.#parked.add(parkedKey(partition, key));
    for (let partition = 0; partition < eventLog.partitionCount; partition++) {
      let stored = positions.get(partition) ?? 0;
      const onEntries = async (entries: readonly LogEntry[]): Promise<void> => {
        stored = await this.#apply(entries, stored);
      };
      this.#followed.push(eventLog.follow(this.definition.topic, { partition, after: stored, onEntries }));
    }
  }

  /** Position per partition up to which entries are applied. */
  positions(): number[] {
    return this.#followed.map((followed) => followed.position);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#followed.map((followed) => followed.stop()));
  }

  /** @returns the position now stored */
  async #apply(entries: readonly LogEntry[], stored: number): Promise<number> {
    const wanted = entries.filter((entry) => this.#kinds.has(entry.kind));
    const last = entries.at(-1);
    if (!last || (wanted.length === 0 && last.position - stored < IDLE_ADVANCE_ENTRIES)) return stored;
    if (!(await this.#applyTogether(wanted, last))) {
      for (const entry of wanted) await this.#applyAlone(entry);
    }
    return last.position;
  }

  /** The usual way: the whole batch in one transaction. False when it has to be done entry by entry. */
  async #applyTogether(wanted: readonly LogEntry[], last: LogEntry): Promise<boolean> {
    if (wanted.some((entry) => this.#parked.has(parkedKey(entry.partition, entry.key)))) return false;
    try {
      await this.ports.postgres.transaction((tx) => this.#handleAll(tx, wanted, last));
      return true;
    } catch (error) {
      if (wanted[0]) this.ports.reports.entryFailed(this.definition.name, wanted[0], error);
      return wanted.length === 0;
    }
  }

  async #handleAll(tx: Tx, wanted: readonly LogEntry[], last: LogEntry): Promise<void> {
    const applied = await this.#store.advance(tx, last.partition, last.position);
    for (const entry of wanted) {
      if (entry.position > applied) await this.handler.handle(entry, tx);
    }
  }

  async #applyAlone(entry: LogEntry): Promise<void> {
    const key = parkedKey(entry.partition, entry.key);
    if (this.#parked.has(key)) return this.#park(entry, 'an earlier entry of this key is parked');
    let backoffMs = BACKOFF_START_MS;
    for (let attempt = 1; !this.#stopped;) {
      try {
        return await this.ports.postgres.transaction((tx) => this.#handleAll(tx, [entry], entry));
      } catch (error) {
        this.ports.reports.entryFailed(this.definition.name, entry, error);
        if (!isPassing(error) && ++attempt > ATTEMPTS_MAX) return this.#park(entry, String(error));
      }
      await this.ports.clock.sleep(backoffMs);
      backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
    }
    throw new Error(`consumer ${this.definition.name} was stopped`);
  }

  /** Tries until it is done: a throw would end the lane of the whole partition. */
  async #park(entry: LogEntry, reason: string): Promise<void> {
    let backoffMs = BACKOFF_START_MS;
    while (!(await this.#tryToPark(entry, reason))) {
      if (this.#stopped) throw new Error(`consumer ${this.definition.name} was stopped`);
      await this.ports.clock.sleep(backoffMs);
      backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
    }
    this.#parked.add(parkedKey(entry.partition, entry.key));
    this.ports.reports.entryParked(this.definition.name, entry, reason);
  }

  async #tryToPark(entry: LogEntry, reason: string): Promise<boolean> {
    try {
      await this.ports.postgres.transaction(async (tx) => {
        await this.#store.advance(tx, entry.partition, entry.position);
        await this.#store.park(tx, entry, storableReason(reason));
      });
      return true;
    } catch (error) {
      this.ports.reports.entryFailed(this.definition.name, entry, error);
      return false;
    }
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

function parkedKey(partition: number, key: string): string {
  return `${partition} ${key}`;
}
