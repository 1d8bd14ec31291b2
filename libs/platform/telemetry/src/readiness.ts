import { withDeadline, type Clock } from '@chappe/runtime';

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
  /** Checks without which the process serves all the same: `ok`, or what is amiss. */
  readonly notes: Readonly<Record<string, string>>;
}

/** Named checks that must all pass before traffic is sent here. */
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();
  private readonly notes = new Map<string, ReadinessCheck>();

  constructor(private readonly clock: Pick<Clock, 'after'>) {}

  /** @throws when the name is taken */
  add(name: string, check: ReadinessCheck): void {
    this.claim(name);
    this.checks.set(name, check);
  }

  /**
   * Something whose absence does not keep the process from serving (Kafka): shown, never the reason for not ready.
   * @throws when the name is taken
   */
  addNote(name: string, check: ReadinessCheck): void {
    this.claim(name);
    this.notes.set(name, check);
  }

  /** From now on not ready, whatever the checks say: the process ends, and traffic is to go elsewhere. */
  withdraw(reason: string): void {
    this.checks.set('process', () => {
      throw new Error(reason);
    });
  }

  async report(): Promise<ReadinessReport> {
    const [checks, notes] = await Promise.all([this.runAll(this.checks), this.runAll(this.notes)]);
    return { ready: Object.values(checks).every((result) => result === 'ok'), checks, notes };
  }

  private claim(name: string): void {
    if (!this.checks.has(name) && !this.notes.has(name)) return;
    throw new Error(`a readiness check "${name}" exists already`);
  }

  private async runAll(checks: ReadonlyMap<string, ReadinessCheck>): Promise<Record<string, string>> {
    return Object.fromEntries(
      await Promise.all([...checks].map(async ([name, check]) => [name, await this.run(check)] as const)),
    );
  }

  private async run(check: ReadinessCheck): Promise<string> {
    try {
      await withDeadline(this.clock, READINESS_CHECK_MS_MAX, async () => check());
      return 'ok';
    } catch (error) {
      return error instanceof Error ? error.message : 'failed';
    }
  }
}
