import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { type ProcessGroup, sampleUsage, type Usage, type UsageSample, usageBetween } from '../machine/usage.ts';
import type { GeneratorOrder, GeneratorReport, Job, LoadResult } from './job.ts';

/** Longest time of a job beside what it asks for itself. */
const JOB_MS_MAX = 900_000;

export interface JobWatch {
  /** Whose use of the machine is of interest, beside the generator's. */
  readonly groups: readonly ProcessGroup[];
  /** Called when the measured time begins and has ended. */
  began?(): Promise<void>;
  ended?(): Promise<void>;
}

export interface JobOutcome {
  readonly result: LoadResult;
  readonly usage: Usage;
}

/**
 * Runs a job in a generator process of its own and measures who uses how much of the machine meanwhile.
 * @throws when the generator fails or takes longer than 15 minutes
 */
export async function runJob(job: Job, watch: JobWatch): Promise<JobOutcome> {
  const child = fork(join(import.meta.dirname, 'generator.ts'), { execArgv: [] });
  const limit = setTimeout(() => void child.kill('SIGKILL'), JOB_MS_MAX);
  try {
    return await new Promise((resolve, reject) => {
      const session = new Session(child, watch);
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(new Error(`the generator ended (${signal ?? code})`)));
      child.on('message', (report: GeneratorReport) => {
        session.take(report).then((outcome) => outcome && resolve(outcome), reject);
      });
      order(child, { kind: 'run', job });
    });
  } finally {
    clearTimeout(limit);
    if (child.connected) child.disconnect();
  }
}

class Session {
  readonly #child: ChildProcess;
  readonly #watch: JobWatch;
  readonly #groups: readonly ProcessGroup[];
  #before: UsageSample | undefined;
  #usage: Usage | undefined;
  #hooks: Promise<void> = Promise.resolve();

  constructor(child: ChildProcess, watch: JobWatch) {
    this.#child = child;
    this.#watch = watch;
    this.#groups = [...watch.groups, { name: 'generator', pids: [child.pid ?? 0], which: 'itself' }];
  }

  /** @returns the outcome when this was the last report */
  async take(report: GeneratorReport): Promise<JobOutcome | undefined> {
    if (report.kind === 'failed') throw new Error(`the generator failed: ${report.reason}`);
    if (report.kind === 'began') return this.#begin();
    if (report.kind === 'ended') return this.#end();
    await this.#hooks;
    if (this.#usage === undefined) throw new Error('the generator did not say when it began and ended');
    return { result: report.result, usage: this.#usage };
  }

  async #begin(): Promise<undefined> {
    this.#before = sampleUsage(this.#groups);
    this.#hooks = this.#watch.began?.() ?? this.#hooks;
    await this.#hooks;
    order(this.#child, { kind: 'release' });
  }

  async #end(): Promise<undefined> {
    const after = sampleUsage(this.#groups);
    if (this.#before) this.#usage = usageBetween(this.#before, after, this.#groups);
    this.#hooks = this.#hooks.then(() => this.#watch.ended?.());
    await this.#hooks;
  }
}

function order(child: ChildProcess, message: GeneratorOrder): void {
  if (child.connected) child.send(message);
}
