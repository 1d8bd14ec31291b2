import type { PostgresConnection } from '../connections/connect-postgres.js';
import { EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';

/** A server that was killed comes back at once; one that cannot start is tried less and less often. */
const RESTART_PAUSE_MS_MIN = 100;
const RESTART_PAUSE_MS_MAX = 10_000;
/** One that ends sooner after its start has not recovered, as on a full disk: the pauses go on growing. */
const STEADY_MS_MIN = 10_000;

/** What becomes of a server that ends by itself. */
export interface KeptPostgresReports {
  /** It has ended, or ended while it started again; each reason once in a row. */
  down(reason: string): void;
  /** @param durationMs since it ended first */
  up(durationMs: number): void;
}

export interface KeptPostgresOptions extends Omit<EmbeddedPostgresOptions, 'onCrash' | 'socketFolder'> {
  readonly reports: KeptPostgresReports;
}

/** An embedded server that is started again whenever it ends by itself. Its connection stays the same. */
export class KeptPostgres {
  readonly connection: PostgresConnection;
  readonly #ending = new AbortController();
  #restarting: Promise<void> = Promise.resolve();
  #pauseMs = 0;
  #upSinceMs: number;
  #reason = '';

  private constructor(
    private server: EmbeddedPostgres,
    private readonly options: KeptPostgresOptions,
  ) {
    this.connection = server.connection;
    this.#upSinceMs = options.clock.monotonicMs();
  }

  /** @throws as {@link EmbeddedPostgres.start}: a first start that fails is not repeated */
  static async start(options: KeptPostgresOptions): Promise<KeptPostgres> {
    let ended: string | undefined;
    let onCrash = (reason: string): void => void (ended = reason);
    const server = await EmbeddedPostgres.start({ ...options, onCrash: (reason) => onCrash(reason) });
    const kept = new KeptPostgres(server, options);
    onCrash = (reason) => kept.#ended(reason);
    if (ended !== undefined) kept.#ended(ended);
    return kept;
  }

  /** As {@link EmbeddedPostgres.stop}; a restart that is under way is waited for. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#restarting;
    await this.server.stop();
  }

  #ended(reason: string): void {
    if (this.#ending.signal.aborted) return;
    const nowMs = this.options.clock.monotonicMs();
    if (nowMs - this.#upSinceMs >= STEADY_MS_MIN) this.#pauseMs = 0;
    this.#down(reason);
    this.#restarting = this.#restart(nowMs);
  }

  async #restart(downSinceMs: number): Promise<void> {
    const { clock, reports } = this.options;
    while (await this.#pause()) {
      try {
        await this.#startAgain();
      } catch (error) {
        this.#down(error instanceof Error ? error.message : String(error));
        continue;
      }
      this.#upSinceMs = clock.monotonicMs();
      this.#reason = '';
      reports.up(this.#upSinceMs - downSinceMs);
      return;
    }
  }

  async #startAgain(): Promise<void> {
    const { reports: _, ...options } = this.options;
    const socketFolder = this.connection.host;
    this.server = await EmbeddedPostgres.start({
      ...options,
      ...(socketFolder !== undefined && { socketFolder }),
      onCrash: (reason) => this.#ended(reason),
    });
  }

  /** @returns false when the server is not wanted any more */
  async #pause(): Promise<boolean> {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(Math.max(2 * pauseMs, RESTART_PAUSE_MS_MIN), RESTART_PAUSE_MS_MAX);
    const { signal } = this.#ending;
    // Rejects only when it is cut short.
    await this.options.clock.sleep(pauseMs, signal).catch(() => undefined);
    return !signal.aborted;
  }

  #down(reason: string): void {
    if (reason !== this.#reason) this.options.reports.down(reason);
    this.#reason = reason;
  }
}
