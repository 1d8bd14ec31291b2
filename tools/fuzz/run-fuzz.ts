import type { Block, BlockCoverage } from './block-coverage.ts';
import { CountingPhases } from './counting-phases.ts';
import { Corpus } from './corpus.ts';
import { findReachingInputs } from './find-reaching-inputs.ts';
import type { Finding } from './finding.ts';
import { FindingLog } from './finding-log.ts';
import type { FuzzReport } from './fuzz-report.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import type { HeapWatch } from './heap-watch.ts';
import { mutateInput } from './mutate/mutate-input.ts';
import { SeededRandom } from './seeded-random.ts';
import { SlowestInput } from './slowest-input.ts';

/** Inputs between two looks at the coverage. */
const BATCH = 500;
const OUTCOMES_MAX = 2000;

/**
 * Which inputs are changed further: those that reach new blocks or have a new outcome, only the latter, or none but the
 * seeds.
 */
export type Keep = 'blocks' | 'outcomes' | 'nothing';

export interface FuzzOptions {
  readonly seed: number;
  readonly inputsMax: number;
  readonly secondsMax: number;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Counts blocks. */
  readonly coverage?: BlockCoverage;
  readonly keep: Keep;
  readonly heap?: HeapWatch;
  /** Inputs between two looks at the heap; they cost a collection. */
  readonly heapEveryInputs: number;
  /** Told of each input before it runs. */
  readonly before?: (input: string) => void;
  readonly found: (finding: Finding) => void;
}

/** Feeds a target with its seeds and with changed inputs until time or inputs are used up or findings repeat. */
export function runFuzz(target: FuzzTarget, options: FuzzOptions): FuzzReport {
  return new FuzzRun(target, options).run();
}

class FuzzRun {
  readonly target: FuzzTarget;
  readonly options: FuzzOptions;
  readonly #random: SeededRandom;
  readonly #corpus = new Corpus();
  readonly #outcomes = new Map<string, number>();
  readonly #slowest: SlowestInput;
  readonly #log: FindingLog;
  readonly #counting: CountingPhases;
  readonly #startedMs: number;
  #inputs = 0;
  #nextHeapLook: number;

  constructor(target: FuzzTarget, options: FuzzOptions) {
    this.target = target;
    this.options = options;
    this.#random = new SeededRandom(options.seed);
    this.#slowest = new SlowestInput(target, () => options.now());
    this.#log = new FindingLog(target.name, (input) => this.#repeat(input), options.found);
    this.#counting = new CountingPhases(options.coverage);
    this.#startedMs = options.now();
    this.#nextHeapLook = options.heapEveryInputs;
  }

  run(): FuzzReport {
    const seeds = [...new Set(this.target.seeds())];
    for (const seed of seeds) this.#corpus.add(seed, this.#random);
    for (let at = 0; at < seeds.length && !this.#isOver(); at += BATCH) this.#runBatch(seeds.slice(at, at + BATCH));
    while (!this.#isOver()) {
      const batch = Array.from({ length: BATCH }, () => this.#mutated());
      this.#keepReaching(batch, this.#runBatch(batch));
    }
    return this.#report();
  }

  #isOver(): boolean {
    const { inputsMax, secondsMax, now } = this.options;
    return this.#inputs >= inputsMax || now() - this.#startedMs >= secondsMax * 1000 || this.#log.isFull;
  }

  #mutated(): string {
    const { form, dictionary } = this.target;
    const other = (): string => this.#corpus.pick(this.#random);
    return mutateInput(other(), this.#random, { form, dictionary, other });
  }

  /** Gives the blocks that had never been reached. */
  #runBatch(batch: readonly string[]): Block[] {
    const isCounted = this.#counting.begin();
    for (const input of batch) this.#runOne(input);
    const fresh = isCounted ? (this.options.coverage?.takeFresh() ?? []) : [];
    if (isCounted) this.#counting.end(fresh.length > 0);
    this.#lookAtHeap();
    return fresh;
  }

  #keepReaching(batch: readonly string[], blocks: readonly Block[]): void {
    const { coverage, keep } = this.options;
    if (coverage === undefined || keep !== 'blocks' || blocks.length === 0) return;
    const run = (input: string): void => this.#runQuietly(input);
    for (const input of findReachingInputs(batch, blocks, { coverage, run })) this.#corpus.add(input, this.#random);
  }

  #runOne(input: string): void {
    this.options.before?.(input);
    this.#inputs += 1;
    try {
      const outcome = this.#slowest.run(input);
      const count = this.#outcomes.get(outcome) ?? 0;
      if (count > 0 || this.#outcomes.size < OUTCOMES_MAX) this.#outcomes.set(outcome, count + 1);
      if (count === 0 && this.options.keep !== 'nothing') this.#corpus.add(input, this.#random);
    } catch (error) {
      this.#log.failed(input, error);
    }
  }

  #repeat(input: string): void {
    this.options.before?.(input);
    this.target.run(input);
  }

  #runQuietly(input: string): void {
    try {
      this.#repeat(input);
    } catch {
      // It was noticed the first time.
    }
  }

  #lookAtHeap(): void {
    if (this.options.heap === undefined || this.#inputs < this.#nextHeapLook) return;
    this.#nextHeapLook = this.#inputs + this.options.heapEveryInputs;
    const growth = this.options.heap.sample(this.#corpus.units * 2);
    if (growth !== undefined) this.#log.grew(growth);
  }

  #report(): FuzzReport {
    this.options.heap?.sample(this.#corpus.units * 2);
    return {
      target: this.target.name,
      seed: this.options.seed,
      inputs: this.#inputs,
      seconds: (this.options.now() - this.#startedMs) / 1000,
      corpus: this.#corpus.size,
      blocks: this.options.coverage?.count ?? 0,
      outcomes: [...this.#outcomes].toSorted((left, right) => right[1] - left[1]),
      slowestMs: this.#slowest.ms,
      slowestUnits: this.#slowest.units,
      heapBytes: this.options.heap?.greatest ?? 0,
    };
  }
}
