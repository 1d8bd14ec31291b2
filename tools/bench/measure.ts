import type { Progress } from './attempt.ts';
import type { BenchOptions } from './command-line.ts';
import { measureCluster } from './measure-cluster.ts';
import { measureServer } from './measure-server.ts';
import type { Figures } from './report/figures.ts';

/** Measures what was asked for. */
export function measure(options: BenchOptions, progress: Progress): Promise<Figures> {
  return options.cluster ? measureCluster(options, progress) : measureServer(options, progress);
}
