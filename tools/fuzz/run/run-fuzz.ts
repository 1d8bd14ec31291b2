import { Corpus } from './corpus.ts';
import type { Finding } from '../findings/finding.ts';
import { FindingLog } from '../findings/finding-log.ts';
import type { FuzzReport } from '../findings/fuzz-report.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import type { HeapWatch } from './heap-watch.ts';
import { mutateInput } from '../mutate/mutate-input.ts';
import { SeededRandom } from '../seeded-random.ts';
import { SlowestInput } from './slowest-input.ts';

const OUTCOMES_MAX = 2000;

export interface FuzzOptions {
  readonly seed: number;
  readonly inputsMax: number;
  readonly secondsMax: number;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  readonly heap?: HeapWatch;
  /** Inputs, and milliseconds, that pass at least between two looks at the heap; one costs a collection. */
  readonly heapEveryInputs: number;
  readonly heapEveryMs: number;
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
  readonly #startedMs: number;
  #inputs = 0;
  #nextHeapLook: number;
  #nextHeapLookMs = 0;

  constructor(target: FuzzTarget, options: FuzzOptions) {
    this.target = target;
    this.options = options;
    this.#random = new SeededRandom(options.seed);
    this.#slowest = new SlowestInput((input) => this.#run(input), options.now);
    this.#log = new FindingLog(target.name, (input) => this.#run(input), options.found);
    this.#startedMs = options.now();
    this.#nextHeapLook = options.heapEveryInputs;
  }

  run(): FuzzReport {
    const seeds = new Set(this.target.seeds());
    for (const seed of seeds) this.#corpus.add(seed, this.#random);
    for (const seed of seeds) if (!this.#isOver()) this.#runOne(seed);
    while (!this.#isOver()) this.#runOne(this.#mutated());
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

  #runOne(input: string): void {
    this.#inputs += 1;
    try {
      const outcome = this.#slowest.run(input);
      const count = this.#outcomes.get(outcome) ?? 0;
      if (count > 0 || this.#outcomes.size < OUTCOMES_MAX) this.#outcomes.set(outcome, count + 1);
      if (count === 0) this.#corpus.add(input, this.#random);
    } catch (error) {
      this.#log.failed(input, error);
    }
    this.#lookAtHeap();
  }

  #run(input: string): string {
    this.options.before?.(input);
    return this.target.run(input);
  }

  #lookAtHeap(): void {
    const { heap, heapEveryInputs, heapEveryMs, now } = this.options;
    if (heap === undefined || this.#inputs < this.#nextHeapLook || now() < this.#nextHeapLookMs) return;
    this.#nextHeapLook = this.#inputs + heapEveryInputs;
    this.#nextHeapLookMs = now() + heapEveryMs;
    const growth = heap.sample(this.#corpus.units * 2);
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
      outcomes: [...this.#outcomes].toSorted((left, right) => right[1] - left[1]),
      slowestMs: this.#slowest.ms,
      slowestUnits: this.#slowest.units,
      heapBytes: this.options.heap?.greatest ?? 0,
    };
  }
}
