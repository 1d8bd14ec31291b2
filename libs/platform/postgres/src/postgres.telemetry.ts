import type { Metrics, Outages } from '@chappe/telemetry';
import { Counter, Gauge, Histogram } from 'prom-client';
import { POSTGRES } from './connections/postgres-errors.js';
import { ROOM_ON_DISK } from './embedded/disk-full-error.js';
import type { Postgres, PostgresOptions } from './postgres.js';

/**
 * What the connections report: duration and failures of statements by name, the pool, and outages of the server.
 * @returns options for the connections, and what to call with them
 */
export function postgresTelemetry(
  registry: Metrics,
  outages: Outages,
  nowMs: () => number,
): { readonly options: PostgresOptions; watch(postgres: Postgres): void } {
  const registers = [registry];
  const duration = new Histogram({
    name: 'postgres_statement_duration_seconds',
    help: 'Time of statements from sending to the last row',
    labelNames: ['statement'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 5],
    registers,
  });
  const failed = new Counter({
    name: 'postgres_statements_failed_total',
    help: 'Statements that ended with an error',
    labelNames: ['statement'],
    registers,
  });
  const observe: PostgresOptions['observe'] = ({ name = 'unnamed', label = name }, startedMs, error) => {
    duration.observe({ statement: label }, (nowMs() - startedMs) / 1_000);
    if (error !== undefined) failed.inc({ statement: label });
  };
  return {
    options: { nowMs, observe, outage: outages.of(POSTGRES), roomOutage: outages.of(ROOM_ON_DISK) },
    watch: (postgres) => watchPool(registry, postgres),
  };
}

function watchPool(registry: Metrics, postgres: Postgres): void {
  const pool = new Gauge({
    name: 'postgres_pool_connections',
    help: 'Connections that are busy or idle, and requests that wait for one',
    labelNames: ['state'],
    registers: [registry],
    collect: () => {
      const { total, idle, waiting } = postgres.connections;
      pool.set({ state: 'busy' }, total - idle);
      pool.set({ state: 'idle' }, idle);
      pool.set({ state: 'waiting' }, waiting);
    },
  });
}
