import type { RunningCluster } from '../cluster/running-cluster.ts';

/** Eight processes share the load: each of them takes longer than one would until its code is compiled. */
const WARM_UP_MS_MIN = 5_000;

/** How long a cluster is under load before it is measured. */
export function clusterWarmUpMs(seconds: number): number {
  return Math.max(WARM_UP_MS_MIN, 200 * seconds);
}

/** How requests get to the services. */
export interface ClusterPath {
  /** As the names of scenarios end. */
  readonly path: string;
  readonly sendPort: () => number;
  readonly syncPort: () => number;
}

/**
 * Through the proxy to all processes, and past it to one process of client-api and one of sync: the proxy is a tool of
 * development and costs more than the ingress of an installation.
 */
export function clusterPaths(cluster: RunningCluster): readonly ClusterPath[] {
  return [
    { path: 'by proxy', sendPort: () => cluster.port, syncPort: () => cluster.port },
    {
      path: 'straight',
      sendPort: () => cluster.portOf('client-api'),
      syncPort: () => cluster.portOf('sync'),
    },
  ];
}
