import type { Shutdown } from '@chappe/runtime';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import type { TracingConfig } from './tracing.config.js';
import { TracingTelemetry } from './tracing.telemetry.js';
import { type Tracing, tracingOff } from './tracing.js';

export interface TracingSurroundings {
  readonly serviceName: string;
  readonly shutdown: Shutdown;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The tracing that the settings ask for. OpenTelemetry's SDK is loaded when there is somebody to send spans to. */
export async function startTracing(
  { endpoint, ...config }: TracingConfig,
  { serviceName, shutdown, logger, metrics }: TracingSurroundings,
): Promise<Tracing> {
  if (endpoint === undefined) return tracingOff;
  const { otlpTracing } = await import('./otlp-tracing.js');
  const reports = new TracingTelemetry(logger, metrics);
  const tracing = otlpTracing({ config: { ...config, endpoint }, serviceName, reports });
  shutdown.add({ phase: 'close', name: 'tracing', work: () => tracing.close() });
  return tracing;
}
