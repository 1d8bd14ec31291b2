/** Lines kept for people; all lines count for the hash. */
const TAIL_LINES_MAX = 400;

/** What happened in a simulation, in order: counted, hashed, and its end kept for reading. */
export class Trace {
  readonly #counts = new Map<string, number>();
  readonly #tail: string[] = [];
  readonly #linesMax: number;
  #high = 0x811c9dc5;
  #low = 0x9e3779b9;

  /** @param nowMs tells the virtual time @param whole keeps every line */
  constructor(
    private readonly nowMs: () => number,
    whole = false,
  ) {
    this.#linesMax = whole ? Infinity : TAIL_LINES_MAX;
  }

  /** Counts an occurrence, and writes a line when there is something to say about it. */
  note(what: string, where?: string, about?: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
    if (where === undefined) return;
    const line = `${String(this.nowMs()).padStart(7)} ${where.padEnd(8)} ${what} ${about ?? ''}`;
    this.#hash(line);
    this.#tail.push(line);
    if (this.#tail.length > 2 * this.#linesMax) this.#tail.splice(0, this.#linesMax);
  }

  /** How often each thing happened. */
  get counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  /** 16 hexadecimal digits: equal for equal runs. */
  get hash(): string {
    return [this.#high, this.#low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  /** The last lines, all of them if asked for at the beginning. */
  get tail(): readonly string[] {
    return this.#tail.slice(-this.#linesMax);
  }

  #hash(line: string): void {
    for (let index = 0; index < line.length; index++) {
      const code = line.charCodeAt(index);
      this.#high = Math.imul(this.#high ^ code, 0x01000193);
      this.#low = Math.imul(this.#low ^ code ^ (this.#high >>> 15), 0x85ebca6b);
    }
  }
}
