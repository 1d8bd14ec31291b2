import { Session } from 'node:inspector';

const LIBRARY = /\/libs\/(?:crypto|events)\/(?:src|dist)\//;
/** Larger than any source file, so that a pair of offsets fits into one number. */
const OFFSETS = 2 ** 24;

/** What the engine says of a stretch of code. */
interface CountedRange {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface CountedScript {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly CountedRange[] }[];
}

/** A block of code: its file and where it begins in it. */
export interface Block {
  readonly url: string;
  readonly start: number;
}

/**
 * Which blocks of the libraries ran, counted by the engine. The engine leaves out blocks that ran as often as what
 * surrounds them, so some are noticed later than they first ran, none without having run.
 */
export class BlockCoverage {
  readonly #session = new Session();
  readonly #seen = new Map<string, Set<number>>();
  #count = 0;

  /** Begins to count in this thread; functions that were compiled before are counted as well. */
  start(): void {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  stop(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  /** Number of blocks that were noticed so far. */
  get count(): number {
    return this.#count;
  }

  /** Blocks that ran since the last look and had never been noticed before. */
  takeFresh(): Block[] {
    return this.#take().flatMap((script) => this.#note(script));
  }

  /** Which of these blocks ran since the last look. */
  takeAmong(blocks: readonly Block[]): Block[] {
    const wanted = this.#take().filter((script) => blocks.some(({ url }) => url === script.url));
    const scripts = new Map(wanted.map((script) => [script.url, script.functions.flatMap(({ ranges }) => ranges)]));
    return blocks.filter(({ url, start }) => ran(scripts.get(url) ?? [], start));
  }

  #take(): CountedScript[] {
    let scripts: CountedScript[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error !== null) throw error;
      scripts = answer.result.filter(({ url }) => LIBRARY.test(url));
    });
    return scripts;
  }

  #note({ url, functions }: CountedScript): Block[] {
    const seen = this.#seen.get(url) ?? new Set();
    this.#seen.set(url, seen);
    const fresh: Block[] = [];
    for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges)) {
      const key = startOffset * OFFSETS + endOffset;
      if (count === 0 || seen.has(key)) continue;
      seen.add(key);
      fresh.push({ url, start: startOffset });
    }
    this.#count += fresh.length;
    return fresh;
  }
}

/** What the smallest range around an offset says. */
function ran(ranges: readonly CountedRange[], offset: number): boolean {
  let smallest: CountedRange | undefined;
  for (const range of ranges) {
    if (range.startOffset > offset || range.endOffset <= offset) continue;
    if (smallest === undefined || sizeOf(range) < sizeOf(smallest)) smallest = range;
  }
  return smallest !== undefined && smallest.count > 0;
}

function sizeOf({ startOffset, endOffset }: CountedRange): number {
  return endOffset - startOffset;
}
