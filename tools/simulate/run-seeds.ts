import { Worker } from 'node:worker_threads';
import type { SimulationReport } from '@chappe/testing';
import type { SimulateOptions } from './command-line.ts';
import type { SeedAnswer, SeedOrder } from './seed-messages.ts';

/** Seeds that a thread is given at once. */
const SEEDS_PER_ORDER = 5;
/** When so many have failed, more would not help. */
const FAILURES_MAX = 10;

/** What came of a run. `isCut`: the time was up before the last seed. */
export interface RunOutcome {
  readonly seedsRun: number;
  readonly isCut: boolean;
  readonly failures: readonly SimulationReport[];
  readonly counts: Readonly<Record<string, number>>;
  readonly roomVersions: Readonly<Record<string, number>>;
}

/** Runs the seeds on threads, calling back with each report. Rejects when a thread fails. */
export async function runSeeds(
  options: SimulateOptions,
  onReport: (report: SimulationReport) => void,
): Promise<RunOutcome> {
  const run = new SeedRun(options, onReport);
  const threads = Array.from({ length: Math.min(options.workers, options.seedCount) }, () => run.thread());
  const timer = setTimeout(() => run.cut(), options.minutesMax * 60_000);
  try {
    await Promise.all(threads);
  } finally {
    clearTimeout(timer);
  }
  return run.outcome;
}

class SeedRun {
  readonly #counts: Record<string, number> = {};
  readonly #roomVersions: Record<string, number> = {};
  readonly #failures: SimulationReport[] = [];
  readonly #workers = new Set<Worker>();
  #next: number;
  #seedsRun = 0;
  #isCut = false;

  readonly #options: SimulateOptions;
  readonly #onReport: (report: SimulationReport) => void;

  constructor(options: SimulateOptions, onReport: (report: SimulationReport) => void) {
    this.#options = options;
    this.#onReport = onReport;
    this.#next = options.firstSeed;
  }

  get outcome(): RunOutcome {
    return {
      seedsRun: this.#seedsRun,
      isCut: this.#isCut,
      failures: this.#failures,
      counts: this.#counts,
      roomVersions: this.#roomVersions,
    };
  }

  /** Ends all threads, in the middle of whatever they do. */
  cut(): void {
    this.#isCut = true;
    for (const worker of this.#workers) void worker.terminate();
  }

  /** Resolves when there is no seed left for this thread. */
  thread(): Promise<void> {
    const worker = new Worker(new URL('worker.ts', import.meta.url));
    this.#workers.add(worker);
    return new Promise((resolve, reject) => {
      worker.on('message', ({ reports }: SeedAnswer) => {
        for (const report of reports) this.#take(report);
        const order = this.#nextOrder();
        if (order === undefined) void worker.terminate();
        else worker.postMessage(order);
      });
      worker.on('error', reject);
      worker.on('exit', () => resolve());
    });
  }

  #nextOrder(): SeedOrder | undefined {
    const end = this.#options.firstSeed + this.#options.seedCount;
    if (this.#next >= end || this.#failures.length >= FAILURES_MAX) return undefined;
    const seeds: number[] = [];
    while (this.#next < end && seeds.length < SEEDS_PER_ORDER) seeds.push(this.#next++);
    return { seeds, verbose: this.#options.verbose };
  }

  #take(report: SimulationReport): void {
    this.#seedsRun += 1;
    this.#roomVersions[report.roomVersion] = (this.#roomVersions[report.roomVersion] ?? 0) + 1;
    for (const [what, count] of Object.entries(report.counts)) this.#counts[what] = (this.#counts[what] ?? 0) + count;
    if (report.violations.length > 0) this.#failures.push(report);
    this.#onReport(report);
  }
}
