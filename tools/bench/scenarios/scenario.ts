import type { Calibration } from '../calibration/calibrate.ts';
import type { Job, LoadResult } from '../load/job.ts';
import type { Usage } from '../machine/usage.ts';
import type { ProfileTable } from '../server/profile-table.ts';
import type { MeasuredServer } from '../server/measured-server.ts';

/** How much one request asks for, where it is measured how its cost grows. */
export interface Growth {
  readonly of: string;
  readonly items: number;
}

/** Something that is measured on a running server. */
export interface Scenario {
  readonly name: string;
  /** One of what is counted: "request", "woken sync". */
  readonly unit: string;
  /** What the design asks for; the page prints it beside the figure. */
  readonly budget?: string;
  /** Measured in the first round only: what is cold is so once. */
  readonly isOnce?: boolean;
  /** Measured after all others, on the server that was started again on their data. */
  readonly isAfterRestart?: boolean;
  readonly server: MeasuredServer;
  /** Another program that does the same work; absent: it is ours. */
  readonly by?: string;
  readonly growth?: Growth;
  /**
   * Also makes what the run needs.
   * @param runId different for each run
   */
  job(runId: string): Job | Promise<Job>;
  /** What is told after a run. */
  after?(): Promise<string>;
}

/** One run of a scenario. */
export interface ScenarioRun {
  /** In the minute of the run. */
  readonly calibration: Calibration;
  readonly result: LoadResult;
  readonly usage: Usage;
  /** Times at which an event loop of the server was more than 50 ms late, the warm-up included. */
  readonly stalls: number | undefined;
  /** Profiling costs some percent itself. */
  readonly profile?: ProfileTable;
}

/** All runs of a scenario. */
export interface ScenarioResult {
  readonly name: string;
  readonly unit: string;
  readonly budget?: string | undefined;
  /** As of its scenario. */
  readonly by?: string | undefined;
  readonly growth?: Growth | undefined;
  readonly runs: readonly ScenarioRun[];
}
