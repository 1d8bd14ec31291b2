import type { Client, Pool, PoolClient, QueryResult } from 'pg';
import { asPostgresError, isPoolFull, isSilence, PoolFullError, PostgresUnavailableError } from './postgres-errors.js';
import type { Statement } from './statement.js';

/**
 * Looks at a connection before anything else is done on it.
 * @returns whether every other connection may lead to another server than this one, and shall be given up
 */
export type Admission = (ask: (statement: Statement) => Promise<QueryResult<object>>) => Promise<boolean>;

/**
 * Keeps connections out of use on which nothing was heard since the server was found silent: when its machine vanished,
 * all that were open are dead, and to find that out one by one would take each request that gets one of them as long as
 * a statement may.
 */
export class LiveConnections {
  /** When something was last heard; absent for one that was just opened. */
  readonly #heardMs = new WeakMap<PoolClient, number>();
  /** What was asked last without an answer was asked then. */
  #silentSinceMs = Number.NEGATIVE_INFINITY;
  #admission: Admission | undefined;
  /** How often connections were given up for leading elsewhere, when each was admitted; absent: it was not yet. */
  readonly #admitted = new WeakMap<PoolClient, number>();
  #departures = 0;
  /** Taken and not released. */
  readonly #taken = new Set<PoolClient>();

  constructor(private readonly nowMs: () => number) {}

  /** See {@link Postgres.admitBy}. */
  admitBy(admission: Admission): void {
    this.#admission = admission;
  }

  /**
   * A connection of the pool, to be {@link release}d. @throws PostgresUnavailableError, or what the admission throws
   */
  async take(pool: Pool): Promise<PoolClient> {
    for (;;) {
      const client = await connect(pool);
      this.#taken.add(client);
      if (this.#isHeard(client) && (await this.#isAdmitted(client))) return client;
      this.release(client, true);
    }
  }

  /** @param isBroken it is not used again */
  release(client: PoolClient, isBroken: boolean): void {
    this.#taken.delete(client);
    client.release(isBroken);
  }

  /** @throws what the driver says */
  async ask(client: PoolClient, { text, name, values, patienceMs }: Statement): Promise<QueryResult<object>> {
    const askedMs = this.nowMs();
    try {
      return await client.query<object>({
        text,
        ...(name !== undefined && { name }),
        ...(values !== undefined && { values: values as unknown[] }),
        ...(patienceMs !== undefined && { query_timeout: patienceMs }),
      });
    } catch (error) {
      if (isSilence(error)) this.#silentSinceMs = Math.max(this.#silentSinceMs, askedMs);
      throw error;
    } finally {
      this.#heardMs.set(client, this.nowMs());
    }
  }

  #isHeard(client: PoolClient): boolean {
    return (this.#heardMs.get(client) ?? Number.POSITIVE_INFINITY) >= this.#silentSinceMs;
  }

  async #isAdmitted(client: PoolClient): Promise<boolean> {
    if (!this.#admission) return true;
    const departures = this.#departures;
    const admitted = this.#admitted.get(client);
    if (admitted !== undefined) return admitted === departures;
    try {
      const leavesOthers = await this.#admission((statement) => this.ask(client, statement));
      // Another connection was quicker, and gave up this one.
      if (this.#departures !== departures) return false;
      if (leavesOthers) this.#departFrom(client);
    } catch (error) {
      if (this.#departures !== departures) return false;
      this.release(client, true);
      throw asPostgresError(error, false);
    }
    this.#admitted.set(client, this.#departures);
    return true;
  }

  /** Gives up all connections but one: what is under way on them fails at once. */
  #departFrom(remaining: PoolClient): void {
    this.#departures++;
    for (const client of this.#taken) if (client !== remaining) void (client as Client).end();
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    if (isPoolFull(error)) throw new PostgresUnavailableError(false, new PoolFullError(pool.options.max));
    throw asPostgresError(error, false);
  }
}
