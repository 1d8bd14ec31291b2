import type { Clock } from '@chappe/runtime';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export type { Registry as Metrics } from 'prom-client';

/** Injection token of the process' prom-client registry. */
export const METRICS = 'chappe:metrics';

/** How often the event loop is asked how late it is. */
const EVENT_LOOP_SAMPLE_MS = 20;

/**
 * A registry with the process' own numbers: CPU, memory, garbage collection, and how late the event loop runs.
 * @returns the registry and what ends the sampling
 */
export function createMetrics(clock: Clock): { readonly registry: Registry; readonly stop: () => void } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const delay = new Histogram({
    name: 'event_loop_delay_seconds',
    help: 'How much later than asked the event loop came round',
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [registry],
  });
  let lastMs = clock.monotonicMs();
  const stop = clock.every(EVENT_LOOP_SAMPLE_MS, () => {
    const nowMs = clock.monotonicMs();
    delay.observe(Math.max(0, nowMs - lastMs - EVENT_LOOP_SAMPLE_MS) / 1_000);
    lastMs = nowMs;
  });
  return { registry, stop };
}
