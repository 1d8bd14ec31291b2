import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { runFromSources } from '../dev/run-from-sources.ts';
import { BlockCoverage } from './block-coverage.ts';
import { HeapWatch } from './heap-watch.ts';
import { InputSlot } from './input-slot.ts';
import { loadTarget } from './load-target.ts';
import { runFuzz } from './run-fuzz.ts';
import type { WorkerOrder, WorkerReport } from './worker-order.ts';

const HEAP_GROWTH_BYTES_MAX = 24 * 1024 * 1024;

async function main(order: WorkerOrder): Promise<void> {
  runFromSources();
  const target = await loadTarget(order.targetFile);
  const slot = new InputSlot(order.slot);
  const coverage = order.coverage ? new BlockCoverage() : undefined;
  const report = runFuzz(target, {
    seed: order.seed,
    inputsMax: order.inputsMax,
    secondsMax: order.secondsMax,
    now: () => performance.now(),
    ...(coverage !== undefined && { coverage }),
    keep: order.keep,
    heap: new HeapWatch(HEAP_GROWTH_BYTES_MAX),
    heapEveryInputs: order.heapEveryInputs,
    before: (input) => slot.write(input),
    found: (finding) => tell({ finding }),
  });
  slot.clear();
  tell({ report });
}

function tell(message: WorkerReport): void {
  parentPort?.postMessage(message);
}

if (!isMainThread) await main(workerData as WorkerOrder);
