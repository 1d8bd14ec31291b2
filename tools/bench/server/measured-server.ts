import type { ProcessGroup } from '../machine/usage.ts';

/** What scenarios are measured on: one process, or a cluster of them. */
export interface MeasuredServer {
  /** Where clients reach it. */
  readonly port: number;
  /** Whose use of the machine is told apart. */
  readonly groups: readonly ProcessGroup[];
  /** Ports of its processes that serve metrics. */
  readonly metricsPorts: readonly number[];
  /** WebSockets of the inspectors of the processes that are profiled; their profiles are added up. */
  readonly inspectorUrls: readonly string[];
  /** Ends it and starts it again on its data; the port may be another one then. */
  restart(): Promise<void>;
}
