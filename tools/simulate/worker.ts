import { parentPort } from 'node:worker_threads';
import { runFromSources } from '../dev/run-from-sources.ts';
import type { SeedAnswer, SeedOrder } from './seed-messages.ts';

runFromSources();
const { simulate } = await import('@chappe/testing');

parentPort?.on('message', ({ seeds, verbose }: SeedOrder) => {
  const reports = seeds.map((seed) => {
    const report = simulate(seed, { wholeTrace: verbose });
    const isWanted = verbose || report.violations.length > 0;
    return isWanted ? report : { ...report, trace: [] };
  });
  parentPort?.postMessage({ reports } satisfies SeedAnswer);
});
parentPort?.postMessage({ reports: [] } satisfies SeedAnswer);
