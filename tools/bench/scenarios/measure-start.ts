import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchOptions } from '../command-line.ts';
import { RunningServer } from '../server/running-server.ts';

/** Milliseconds from the start of the process to its first answer. */
export interface StartResult {
  readonly name: string;
  readonly budget?: string;
  readonly ms: readonly number[];
}

/** Starts on a new data folder, then again and again on the same. */
export async function measureStart(options: BenchOptions): Promise<StartResult[]> {
  const folder = mkdtempSync(join(options.parentFolder, 'chappe-bench-'));
  chmodSync(folder, 0o711);
  const dataFolder = join(folder, 'data');
  const startOnce = async (): Promise<number> => {
    const server = await RunningServer.start({ ...options, dataFolder });
    await server.stop();
    return server.startMs;
  };
  try {
    const first = await startOnce();
    const again: number[] = [];
    for (let i = 0; i < options.repeat; i++) again.push(await startOnce());
    return [
      { name: 'new data folder', ms: [first] },
      { name: 'existing data folder', budget: '≤ 2,000 ms', ms: again },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
