import type { Pool, PoolClient, QueryResult } from 'pg';
import { asPostgresError, isSilence } from './postgres-errors.js';
import type { Statement } from './statement.js';

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

  constructor(private readonly nowMs: () => number) {}

  /** A connection of the pool, to be released. @throws PostgresUnavailableError */
  async take(pool: Pool): Promise<PoolClient> {
    for (;;) {
      const client = await connect(pool);
      const heardMs = this.#heardMs.get(client) ?? Number.POSITIVE_INFINITY;
      if (heardMs >= this.#silentSinceMs) return client;
      client.release(true);
    }
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
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw asPostgresError(error, false);
  }
}
