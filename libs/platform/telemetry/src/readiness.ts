/** Injection token of the process' {@link Readiness}. */
export const READINESS = 'chappe:readiness';

/** Longest time of one check before it counts as failed. */
export const READINESS_CHECK_MS_MAX = 2_000;

/** Resolves when a part can serve; throws with the reason when it cannot. */
export type ReadinessCheck = () => Promise<void> | void;

export interface ReadinessReport {
  readonly ready: boolean;
  /** Name of each check: `ok`, or why it failed. */
  readonly checks: Readonly<Record<string, string>>;
}

interface Delay {
  after(durationMs: number, callback: () => void): () => void;
}

/** Named checks that must all pass before traffic is sent here. */
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  constructor(private readonly clock: Delay) {}

  /** @throws when the name is taken */
  add(name: string, check: ReadinessCheck): void {
    if (this.checks.has(name)) throw new Error(`a readiness check "${name}" exists already`);
    this.checks.set(name, check);
  }

  async report(): Promise<ReadinessReport> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await this.run(check)] as const),
    );
    return { ready: results.every(([, result]) => result === 'ok'), checks: Object.fromEntries(results) };
  }

  private run(check: ReadinessCheck): Promise<string> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(READINESS_CHECK_MS_MAX, () =>
        resolve(`no answer in ${READINESS_CHECK_MS_MAX} ms`),
      );
      const finish = (result: string): void => {
        cancel();
        resolve(result);
      };
      Promise.resolve()
        .then(check)
        .then(
          () => finish('ok'),
          (error: unknown) => finish(error instanceof Error ? error.message : 'failed'),
        );
    });
  }
}
