import { setTimeout as sleep } from 'node:timers/promises';
import { HttpConnection } from '../http/http-connection.ts';
import { type LoadResult, MARKER, type MarkedMessage, type PacedJob } from './job.ts';
import { Latencies } from './latencies.ts';
import { LoadWindow, type Watcher } from './load-window.ts';
import { currentToken, nextBatchOf } from './sync-tokens.ts';

/** Longer than a run, so that no poll ends by itself. */
const POLL_MS = 60_000;
/** A message that has not arrived by then is lost: an error of its own. */
const ARRIVAL_MS_MAX = 10_000;
const LOOK_EVERY_MS = 50;
const PAUSE_AFTER_ERROR_MS = 50;
/** So that no message is left out of an answer that holds many. */
const FILTER = '{"room":{"timeline":{"limit":100},"state":{"lazy_load_members":true}}}';

/** A message on its way. Its answer and its arrival may come in either order. */
interface Flight {
  readonly sentMs: number;
  readonly isCounted: boolean;
  answeredMs?: number;
  arrivedMs?: number;
}

/** Senders that keep a pace and long polls that wait for what they send. */
class PacedLoad {
  readonly #window = new LoadWindow();
  readonly #afterCommit = new Latencies();
  readonly #job: PacedJob;
  readonly #pollers: HttpConnection[];
  readonly #flights = new Map<string, Flight>();
  #count = 0;
  #isOver = false;

  constructor(job: PacedJob) {
    this.#job = job;
    this.#pollers = job.pollers.map(() => new HttpConnection(job.syncPort));
  }

  async run(watcher: Watcher): Promise<LoadResult> {
    const { pollers, senders } = this.#job;
    const tokens = await Promise.all(this.#pollers.map((connection, i) => currentToken(connection, pollers[i])));
    const polls = this.#pollers.map((connection, i) => this.#poll(connection, i, tokens[i] ?? ''));
    const startMs = performance.now();
    const sending = senders.map((sender, i) => this.#send(sender, startMs + this.#everyMs * (i / senders.length)));
    await Promise.all([this.#window.run(this.#job, watcher), ...sending]);
    await this.#landing();
    this.#isOver = true;
    for (const connection of this.#pollers) connection.close();
    await Promise.all(polls);
    const { count: sent } = this.#afterCommit;
    return { ...this.#window.result(), afterCommit: this.#afterCommit.summary(), sent };
  }

  /** Between two messages of one sender. */
  get #everyMs(): number {
    return (1_000 * this.#job.senders.length) / this.#job.rate;
  }

  async #send(sender: MarkedMessage, firstMs: number): Promise<void> {
    const connection = new HttpConnection(this.#job.port);
    for (let dueMs = firstMs; !this.#window.isClosed; dueMs = Math.max(dueMs + this.#everyMs, performance.now())) {
      await sleep(Math.max(0, dueMs - performance.now()));
      try {
        await this.#sendOne(connection, sender);
      } catch (error) {
        this.#window.addError(String(error));
        await sleep(PAUSE_AFTER_ERROR_MS);
      }
    }
    connection.close();
  }

  async #sendOne(connection: HttpConnection, sender: MarkedMessage): Promise<void> {
    const id = `${this.#job.runId}.${this.#count++}`;
    const flight: Flight = { sentMs: performance.now(), isCounted: this.#window.isOpen };
    this.#flights.set(id, flight);
    const body = sender.body.replace(MARKER, `#${id}#`);
    const answer = await connection.ask({ method: 'PUT', path: `${sender.path}${id}`, token: sender.token, body });
    if (answer.status === 200) this.#note(id, flight, { answeredMs: performance.now() });
    else {
      this.#flights.delete(id);
      this.#window.addError(`send: ${answer.status}`);
      await sleep(PAUSE_AFTER_ERROR_MS);
    }
  }

  async #poll(connection: HttpConnection, poller: number, first: string): Promise<void> {
    const token = this.#job.pollers[poller];
    const query = `timeout=${POLL_MS}&filter=${encodeURIComponent(FILTER)}&since=`;
    let since = first;
    while (!this.#isOver) {
      const path = `/_matrix/client/v3/sync?${query}${encodeURIComponent(since)}`;
      try {
        const { status, body } = await connection.ask({ method: 'GET', path, token });
        if (status === 200) since = this.#arrive(body.toString('latin1')) ?? since;
        else {
          this.#window.addError(`sync: ${status}`);
          await sleep(PAUSE_AFTER_ERROR_MS);
        }
      } catch (error) {
        if (this.#isOver) return;
        this.#window.addError(String(error));
        await sleep(PAUSE_AFTER_ERROR_MS);
      }
    }
  }

  /** @returns the next sync token */
  #arrive(text: string): string | undefined {
    const arrivedMs = performance.now();
    const ids = [...text.matchAll(/#([^#"]+)#/g)].flatMap(([, id]) => (id === undefined ? [] : [id]));
    for (const id of ids) {
      const flight = this.#flights.get(id);
      if (flight === undefined) continue;
      this.#window.addDone(arrivedMs - flight.sentMs, text.length / ids.length);
      this.#note(id, flight, { arrivedMs });
    }
    return nextBatchOf(text);
  }

  #note(id: string, flight: Flight, news: Pick<Flight, 'answeredMs' | 'arrivedMs'>): void {
    const { answeredMs, arrivedMs } = Object.assign(flight, news);
    if (answeredMs === undefined || arrivedMs === undefined) return;
    this.#flights.delete(id);
    if (flight.isCounted) this.#afterCommit.add(Math.max(0, arrivedMs - answeredMs));
  }

  /** Waits for what is still on its way. */
  async #landing(): Promise<void> {
    const untilMs = performance.now() + ARRIVAL_MS_MAX;
    while (this.#flights.size > 0 && performance.now() < untilMs) await sleep(LOOK_EVERY_MS);
    for (const _ of this.#flights) this.#window.addError('a message did not arrive in 10 s');
  }
}

/** Messages at a pace: see {@link PacedJob}. */
export function pacedLoad(job: PacedJob, watcher: Watcher): Promise<LoadResult> {
  return new PacedLoad(job).run(watcher);
}
