import type { Clock } from './clock.js';
import { atMost } from './pacing/at-most.js';

/** The order in which a process ends: no new work, then finish what runs, then let go of connections. */
export const SHUTDOWN_PHASES = ['stopAccepting', 'drain', 'close'] as const;
export type ShutdownPhase = (typeof SHUTDOWN_PHASES)[number];

/** What each phase may take at most; together they stay below the 5 seconds that operators are promised. */
export const SHUTDOWN_PHASE_MS_MAX: Readonly<Record<ShutdownPhase, number>> = {
  stopAccepting: 1_000,
  drain: 2_000,
  close: 1_800,
};

/** One thing to do at the end. */
export interface ShutdownStep {
  readonly phase: ShutdownPhase;
  /** Named in the report when it fails or takes too long. */
  readonly name: string;
  readonly work: () => Promise<void> | void;
}

/** A step that failed or was not finished when its phase ended. */
export interface ShutdownFailure {
  readonly phase: ShutdownPhase;
  readonly name: string;
  readonly error: unknown;
}

/**
 * The ordered end of a process. Steps of one phase run side by side; what takes longer than its limit is left behind.
 * Inject it by type and register with {@link add}.
 */
export class Shutdown {
  private readonly steps: ShutdownStep[] = [];
  private readonly controller = new AbortController();
  private running: Promise<ShutdownFailure[]> | undefined;

  constructor(private readonly clock: Clock) {}

  /** Aborted when the end begins: long polls and loops listen to it. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  add(step: ShutdownStep): void {
    this.steps.push(step);
  }

  /** Runs all phases once, however often it is called; never rejects. */
  run(): Promise<ShutdownFailure[]> {
    this.running ??= this.runPhases();
    return this.running;
  }

  private async runPhases(): Promise<ShutdownFailure[]> {
    this.controller.abort(new Error('the server is stopping'));
    const failures: ShutdownFailure[] = [];
    for (const phase of SHUTDOWN_PHASES) {
      failures.push(...(await this.runPhase(phase)));
    }
    return failures;
  }

  private async runPhase(phase: ShutdownPhase): Promise<ShutdownFailure[]> {
    const failures: ShutdownFailure[] = [];
    const unfinished = new Set(this.steps.filter((step) => step.phase === phase));
    const runs = [...unfinished].map(async (step) => {
      try {
        await step.work();
      } catch (error) {
        failures.push({ phase, name: step.name, error });
      }
      unfinished.delete(step);
    });
    await atMost(this.clock, SHUTDOWN_PHASE_MS_MAX[phase], Promise.all(runs));
    for (const step of unfinished) {
      failures.push({
        phase,
        name: step.name,
        error: new Error(`not finished after ${SHUTDOWN_PHASE_MS_MAX[phase]} ms`),
      });
    }
    return failures;
  }
}
