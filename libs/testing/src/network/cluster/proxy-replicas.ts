import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../build-programs.js';
import type { ReplicaAddress } from '../proxy/replica.js';
import type { RouteRules } from '../proxy/route-table.js';
import type { ProcessPlace } from './process-settings.js';

/** The table that the ingress of the chart has. */
const ROUTES = join(REPOSITORY, 'charts/chappe/files/routes.json');

export function routeRules(): RouteRules {
  return JSON.parse(readFileSync(ROUTES, 'utf8')) as RouteRules;
}

/** Where the proxy finds the processes that serve clients, by role. */
export function proxyReplicas(places: readonly ProcessPlace[]): Record<string, ReplicaAddress[]> {
  const replicas: Record<string, ReplicaAddress[]> = {};
  for (const { name, role, httpPort: port } of places) {
    if (role !== 'room') (replicas[role] ??= []).push({ name, host: '127.0.0.1', port });
  }
  return replicas;
}
