import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../http/answer-parser.ts';
import type { LoadResult, Window } from './job.ts';
import { Latencies } from './latencies.ts';
import type { Supply } from './supply.ts';

/** What the process that watches is told. */
export interface Watcher {
  began(): void;
  ended(): void;
  /** Resolves when the watcher has seen enough. */
  released(): Promise<void>;
}

/** Counts what happens while it is open. */
export class LoadWindow {
  readonly #latencies = new Latencies();
  readonly #errors: Record<string, number> = {};
  #bytes = 0;
  #state: 'before' | 'open' | 'closed' = 'before';
  #openedMs = 0;
  #seconds = 0;

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  open(watcher: Watcher): void {
    watcher.began();
    this.#openedMs = performance.now();
    this.#state = 'open';
  }

  close(watcher: Watcher): void {
    this.#state = 'closed';
    this.#seconds = (performance.now() - this.#openedMs) / 1_000;
    watcher.ended();
  }

  /** Opens after the warm-up and closes after the time of measurement; earlier when the supply says so. */
  async run({ warmUpMs, measureMs }: Window, watcher: Watcher, supply?: Supply): Promise<void> {
    await Promise.race([sleep(warmUpMs), ...(supply ? [supply.warm] : [])]);
    this.open(watcher);
    await Promise.race([sleep(measureMs), ...(supply ? [supply.used] : [])]);
    this.close(watcher);
  }

  /** An answer that should have the status 200. */
  add(answer: Answer, durationMs: number): void {
    if (answer.status !== 200) this.addError(`${answer.status} ${errorCodeOf(answer)}`.trim());
    else this.addDone(durationMs, answer.body.length);
  }

  /** Something that went as it should. */
  addDone(durationMs: number, bytes: number): void {
    if (!this.isOpen) return;
    this.#latencies.add(durationMs);
    this.#bytes += bytes;
  }

  /** Errors count whenever they happen. */
  addError(what: string): void {
    this.#errors[what] = (this.#errors[what] ?? 0) + 1;
  }

  result(): LoadResult {
    return {
      count: this.#latencies.count,
      seconds: this.#seconds,
      latency: this.#latencies.summary(),
      errors: this.#errors,
      bytes: this.#bytes,
    };
  }
}

function errorCodeOf({ body }: Answer): string {
  return /"errcode":"([^"]+)"/.exec(body.toString('latin1', 0, 1_000))?.[1] ?? '';
}
