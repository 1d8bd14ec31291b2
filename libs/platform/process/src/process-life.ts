import { flushCompileCache } from 'node:module';
import { systemClock } from '@chappe/runtime';
import type { Logger } from '@chappe/telemetry';
import { explainError } from './explain-error.js';
import { answerSignals, listenToSignals } from './signals.js';

/** Every process ends this long after a signal and its drain delay, whatever still runs. */
export const STOP_MS_MAX = 4_900;

/** Not while the first requests come. */
const COMPILE_CACHE_FLUSH_AFTER_MS = 5_000;

/** What a signal finds when the process serves. */
export interface Running {
  /** Finishes what runs and lets go of everything. */
  stop(): Promise<void>;
  /** What `stop` may wait on top of {@link STOP_MS_MAX}. */
  readonly drainDelayMs: number;
  readonly logger: Logger;
}

/** From the first line of a program to its exit code: signals, the orderly end, errors that nobody caught. */
export class ProcessLife {
  #running: Running | undefined;
  #isStopping = false;

  private constructor(private readonly name: string) {}

  /**
   * Does the work of a program. One that has not called {@link serving} ends with its work.
   * @param name stands before what goes wrong
   */
  static async of(name: string, work: (life: ProcessLife) => Promise<void>): Promise<void> {
    const life = new ProcessLife(name);
    life.#listen();
    try {
      await work(life);
    } catch (error) {
      life.fail(error);
    }
  }

  /** From now on a signal stops in order: exit code 0, or 1 when that fails or takes too long. */
  serving(running: Running): void {
    this.#running = running;
    answerSignals(() => {
      if (!this.#isStopping) void this.#stop(running);
    });
    // Compiled code is kept where there is a cache for it; otherwise it is only written at an orderly end.
    systemClock.after(COMPILE_CACHE_FLUSH_AFTER_MS, flushCompileCache);
  }

  /** Says why and ends the process at once with exit code 1. */
  fail(reason: unknown): never {
    process.stderr.write(`${this.name}: ${explainError(reason)}\n`);
    process.exit(1);
  }

  #listen(): void {
    listenToSignals();
    // Rejections that nobody handles arrive here too. Nobody knows what is half done: a new process starts clean.
    process.on('uncaughtException', (error, origin) => {
      this.#running?.logger.fatal({ err: error, origin }, 'an error that nobody caught');
      this.fail(error);
    });
  }

  /** What still runs at the time limit is cut off: nothing that was acknowledged is lost by that. */
  async #stop(running: Running): Promise<void> {
    this.#isStopping = true;
    systemClock.after(running.drainDelayMs + STOP_MS_MAX, () => {
      running.logger.error('did not end in time');
      process.exit(1);
    });
    try {
      await running.stop();
      process.exit(0);
    } catch (error) {
      this.fail(error);
    }
  }
}
