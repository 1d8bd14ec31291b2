import { Worker } from 'node:worker_threads';
import type { Finding } from '../findings/finding.ts';
import type { FuzzReport } from '../findings/fuzz-report.ts';
import { InputSlot } from './input-slot.ts';
import type { WorkerOrder, WorkerReport } from './worker-order.ts';

const LOOK_EVERY_MS = 100;
/** Without computing, on a machine that does not let us or for good, an input may take this many times longer. */
const PATIENCE = 100;

export type TargetOrder = Omit<WorkerOrder, 'slot'> & {
  readonly name: string;
  /** Longest time of computing for one input. */
  readonly inputMsMax: number;
};

/** Runs a target in a thread of its own, ends it when an input takes too long, and gives what was found. */
export async function superviseTarget(
  order: TargetOrder,
  found: (finding: Finding) => void,
): Promise<FuzzReport | undefined> {
  const slot = new InputSlot();
  const { name, inputMsMax, ...workerData } = order;
  const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
    workerData: { ...workerData, slot: slot.memory } satisfies WorkerOrder,
  });
  let report: FuzzReport | undefined;
  worker.on('message', (message: WorkerReport) => {
    if (message.finding !== undefined) found(message.finding);
    if (message.report !== undefined) report = message.report;
  });
  const hangs = watch(slot, inputMsMax, () => {
    found({ target: name, kind: 'hang', message: `An input took over ${inputMsMax} ms`, input: slot.read() });
    void worker.terminate();
  });
  worker.on('error', (error: Error) => {
    const stack = error.stack === undefined ? {} : { stack: error.stack };
    const input = slot.number === undefined ? {} : { input: slot.read() };
    found({ target: name, kind: 'death', message: `${error.name}: ${error.message}`, ...stack, ...input });
  });
  await new Promise((resolve) => worker.once('exit', resolve));
  clearInterval(hangs);
  return report;
}

/** Calls when one input has kept the process computing for too long. This thread only waits, so its time is theirs. */
function watch(slot: InputSlot, msMax: number, late: () => void): NodeJS.Timeout {
  let number = slot.number;
  let since = { cpu: process.cpuUsage(), ms: performance.now() };
  const timer = setInterval(() => {
    if (slot.number === undefined || slot.number !== number) {
      number = slot.number;
      since = { cpu: process.cpuUsage(), ms: performance.now() };
      return;
    }
    const { user, system } = process.cpuUsage(since.cpu);
    const computedMs = (user + system) / 1000;
    const passedMs = performance.now() - since.ms;
    if (passedMs < msMax || (computedMs < msMax && passedMs < msMax * PATIENCE)) return;
    clearInterval(timer);
    late();
  }, LOOK_EVERY_MS);
  return timer;
}
