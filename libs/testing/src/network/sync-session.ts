import type { SyncAnswer, SyncedRoom } from './sync-answer.js';
import type { RequestOptions, TestClient } from './test-client.js';

const LONG_POLL_MS = 2_000;
const ROUNDS_MAX = 30;

/** A client's run of /sync requests: each takes up where the one before ended. */
export class SyncSession {
  since: string | undefined;

  constructor(
    private readonly client: TestClient,
    private readonly query: RequestOptions['query'] = {},
  ) {}

  /** @param timeoutMs how long the server may wait for something new */
  async next(timeoutMs = 0): Promise<SyncAnswer> {
    const query = { ...this.query, since: this.since, timeout: timeoutMs };
    const answer = await this.client.ask<SyncAnswer>('GET /v3/sync', undefined, query);
    this.since = answer.next_batch;
    return answer;
  }

  /** The next answer that has what the caller looks for; those before it are passed over. */
  async until<T>(find: (answer: SyncAnswer) => T | undefined): Promise<T> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const found = find(await this.next(LONG_POLL_MS));
      if (found !== undefined) return found;
    }
    throw new Error(`${ROUNDS_MAX} syncs of ${this.client.userId} did not bring what was looked for`);
  }

  /**
   * Settles when the server has taken in for this client's syncs what was acknowledged before: a first sync waits for
   * it. The next answer of this session then has all of it.
   */
  async caughtUp(): Promise<void> {
    await new SyncSession(this.client).next();
  }

  /** The room in the next answer that has it among the joined ones. */
  joined(roomId: string): Promise<SyncedRoom> {
    return this.until((answer) => answer.rooms?.join?.[roomId]);
  }
}
