import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../http/answer-parser.ts';
import { HttpConnection } from '../http/http-connection.ts';
import { type LoadResult, MARKER, type WokenSyncJob } from './job.ts';
import { Latencies } from './latencies.ts';
import { LoadWindow, type Watcher } from './load-window.ts';
import { currentToken, nextBatchOf } from './sync-tokens.ts';

/** Longer than a run, so that no poll ends by itself. */
const POLL_MS = 60_000;
/** A message that has not reached somebody by then is lost: an error of its own. */
const ARRIVAL_MS_MAX = 10_000;

/** One message on its way to all pollers. */
interface Flight {
  readonly marker: string;
  readonly sentMs: number;
  readonly missing: Set<number>;
  readonly arrivals: number[];
  readonly landed: PromiseWithResolvers<void>;
}

/**
 * One sender and many long polls that its messages wake. Latency runs from the sender's
 * request to a poller's answer.
 */
class WokenSyncLoad {
  readonly #window = new LoadWindow();
  readonly #afterCommit = new Latencies();
  readonly #job: WokenSyncJob;
  readonly #connections: HttpConnection[];
  #flight: Flight | undefined;
  #sent = 0;
  /** The last message has arrived, or was given up. */
  #isOver = false;

  constructor(job: WokenSyncJob) {
    this.#job = job;
    this.#connections = job.pollers.map(() => new HttpConnection(job.syncPort));
  }

  async run(watcher: Watcher): Promise<LoadResult> {
    const tokens = await Promise.all(
      this.#connections.map((connection, poller) => currentToken(connection, this.#job.pollers[poller])),
    );
    const pollers = tokens.map((since, poller) => this.#poll(poller, since));
    await Promise.all([this.#window.run(this.#job, watcher), this.#send()]);
    this.#isOver = true;
    for (const connection of this.#connections) connection.close();
    await Promise.all(pollers);
    return { ...this.#window.result(), afterCommit: this.#afterCommit.summary(), sent: this.#sent };
  }

  async #send(): Promise<void> {
    const { port, sender, runId, pauseMs } = this.#job;
    const connection = new HttpConnection(port);
    for (let n = 0; !this.#window.isClosed; n++) {
      const flight = this.#takeOff(`#${runId}.${n}#`);
      const path = `${sender.path}${runId}.${n}`;
      const body = sender.body.replace(MARKER, flight.marker);
      const answer = await connection.ask({ method: 'PUT', path, token: sender.token, body });
      if (answer.status === 200) await this.#landing(flight, performance.now());
      else this.#window.addError(`send: ${answer.status}`);
      await sleep(pauseMs);
    }
    connection.close();
  }

  #takeOff(marker: string): Flight {
    const missing = new Set(this.#connections.keys());
    const flight = { marker, sentMs: performance.now(), missing, arrivals: [], landed: Promise.withResolvers<void>() };
    this.#flight = flight;
    return flight;
  }

  async #landing(flight: Flight, committedMs: number): Promise<void> {
    const isCounted = this.#window.isOpen;
    const limit = new AbortController();
    const expiry = sleep(ARRIVAL_MS_MAX, undefined, { signal: limit.signal }).catch(() => undefined);
    await Promise.race([flight.landed.promise, expiry]);
    limit.abort();
    for (const _ of flight.missing) this.#window.addError('message did not reach a poller in 10 s');
    if (!isCounted) return;
    this.#sent++;
    for (const arrivedMs of flight.arrivals) this.#afterCommit.add(Math.max(0, arrivedMs - committedMs));
  }

  async #poll(poller: number, first: string): Promise<void> {
    const token = this.#job.pollers[poller];
    let since = first;
    while (!this.#isOver) {
      const path = `/_matrix/client/v3/sync?timeout=${POLL_MS}&since=${encodeURIComponent(since)}`;
      try {
        const answer = await this.#connections[poller]?.ask({ method: 'GET', path, token });
        if (answer === undefined) return;
        since = this.#arrive(poller, answer) ?? since;
        if (answer.status !== 200) await sleep(50);
      } catch (error) {
        if (this.#isOver) return;
        this.#window.addError(String(error));
        await sleep(50);
      }
    }
  }

  /** @returns the next sync token */
  #arrive(poller: number, answer: Answer): string | undefined {
    const nowMs = performance.now();
    const text = answer.body.toString('latin1');
    const flight = this.#flight;
    if (answer.status === 200 && (flight === undefined || !text.includes(flight.marker))) {
      this.#window.addError('sync without the message');
      return nextBatchOf(text);
    }
    this.#window.add(answer, nowMs - (flight?.sentMs ?? nowMs));
    if (answer.status !== 200 || flight === undefined) return undefined;
    flight.arrivals.push(nowMs);
    flight.missing.delete(poller);
    if (flight.missing.size === 0) flight.landed.resolve();
    return nextBatchOf(text);
  }
}

/** Woken incremental syncs: see {@link WokenSyncJob}. */
export function wokenSyncLoad(job: WokenSyncJob, watcher: Watcher): Promise<LoadResult> {
  return new WokenSyncLoad(job).run(watcher);
}
