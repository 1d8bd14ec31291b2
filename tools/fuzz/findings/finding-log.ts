import type { Finding } from './finding.ts';
import { shrink } from './shrink.ts';

/** Different findings after which a target ends. */
const FINDINGS_MAX = 10;

/** Tells of each different failure once, with an input as short as may be. */
export class FindingLog {
  readonly #known = new Set<string>();
  readonly #target: string;
  readonly #run: (input: string) => void;
  readonly #tell: (finding: Finding) => void;
  #hasLeak = false;

  /** `run` is what failed, for finding a shorter input that fails too. */
  constructor(target: string, run: (input: string) => void, tell: (finding: Finding) => void) {
    this.#target = target;
    this.#run = run;
    this.#tell = tell;
  }

  /** Whether going on would only repeat what is known. */
  get isFull(): boolean {
    return this.#known.size >= FINDINGS_MAX || this.#hasLeak;
  }

  failed(input: string, error: unknown): void {
    const failure = kindOf(error);
    if (this.#known.has(failure)) return;
    this.#known.add(failure);
    const smallest = shrink(input, (candidate) => this.#failureOf(candidate) === failure);
    const stack = error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
    this.#tell({ target: this.#target, kind: 'property', message: failure, ...stack, input: smallest });
  }

  grew(bytes: number): void {
    this.#hasLeak = true;
    const message = `The heap grew by ${Math.round(bytes / 1024)} KiB while nothing was to be kept`;
    this.#tell({ target: this.#target, kind: 'leak', message });
  }

  #failureOf(input: string): string | undefined {
    try {
      this.#run(input);
      return undefined;
    } catch (error) {
      return kindOf(error);
    }
  }
}

/** Failures with the same name and message but for numbers and quoted texts are the same. */
function kindOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text
    .split('\n')[0]!
    .replace(/[0-9]+/g, 'N')
    .replace(/"[^"]*"|'[^']*'/g, '…')
    .slice(0, 200);
}
