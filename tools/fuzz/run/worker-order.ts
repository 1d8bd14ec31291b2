import type { Finding } from '../findings/finding.ts';
import type { FuzzReport } from '../findings/fuzz-report.ts';

/** What a worker thread is to do. */
export interface WorkerOrder {
  readonly targetFile: string;
  readonly seed: number;
  readonly inputsMax: number;
  readonly secondsMax: number;
  /** Memory in which the input that runs can be seen from outside. */
  readonly slot: SharedArrayBuffer;
}

/** What it tells. */
export interface WorkerReport {
  readonly finding?: Finding;
  readonly report?: FuzzReport;
}
