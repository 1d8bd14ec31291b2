import type { Clock } from '@chappe/runtime';

/** Lets the first of a name through, then one in each period: for what is said again and again while it lasts. */
export class Seldom {
  readonly #last = new Map<string, { readonly atMs: number; keptBack: number }>();

  /** @param periodMs milliseconds */
  constructor(
    private readonly clock: Pick<Clock, 'monotonicMs'>,
    private readonly periodMs: number,
  ) {}

  /**
   * @param name one of few: all are remembered
   * @returns how many of this name were kept back since the one before, or undefined when this one is kept back too
   */
  admit(name: string): number | undefined {
    const nowMs = this.clock.monotonicMs();
    const last = this.#last.get(name);
    if (last && nowMs - last.atMs < this.periodMs) {
      last.keptBack++;
      return undefined;
    }
    this.#last.set(name, { atMs: nowMs, keptBack: 0 });
    return last?.keptBack ?? 0;
  }
}
