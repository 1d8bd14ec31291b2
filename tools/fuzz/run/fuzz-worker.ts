import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { runFromSources } from '../../dev/run-from-sources.ts';
import { HeapWatch } from './heap-watch.ts';
import { InputSlot } from './input-slot.ts';
import { loadTarget } from './load-target.ts';
import { runFuzz } from './run-fuzz.ts';
import type { WorkerOrder, WorkerReport } from './worker-order.ts';

const HEAP_GROWTH_BYTES_MAX = 24 * 1024 * 1024;
const HEAP_EVERY_INPUTS = 500;
const HEAP_EVERY_MS = 3000;

async function main(order: WorkerOrder): Promise<void> {
  runFromSources();
  const target = await loadTarget(order.targetFile);
  const slot = new InputSlot(order.slot);
  const report = runFuzz(target, {
    seed: order.seed,
    inputsMax: order.inputsMax,
    secondsMax: order.secondsMax,
    now: () => performance.now(),
    heap: new HeapWatch(HEAP_GROWTH_BYTES_MAX),
    heapEveryInputs: HEAP_EVERY_INPUTS,
    heapEveryMs: HEAP_EVERY_MS,
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
