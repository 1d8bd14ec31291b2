import { configOf } from '@chappe/config';
import { CLOCK, type Clock, Shutdown } from '@chappe/runtime';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { createLogger, LOGGER, type Logger } from './logger.js';
import { createMetrics, METRICS, type Metrics } from './metrics.js';
import { Outages } from './outages/outages.js';
import { Readiness, READINESS } from './readiness.js';
import { telemetrySection } from './telemetry.config.js';
import { startTracing } from './tracing/start-tracing.js';
import { tracingSection, type TracingConfig } from './tracing/tracing.config.js';
import { TRACING } from './tracing/tracing.js';

/** Gives every service the process' log, metrics, readiness and tracing. */
@Global()
@Module({
  providers: [
    { provide: LOGGER, useFactory: createLogger, inject: [configOf(telemetrySection)] },
    {
      provide: METRICS,
      inject: [CLOCK, Shutdown],
      useFactory: (clock: Clock, shutdown: Shutdown) => {
        const { registry, stop } = createMetrics(clock);
        shutdown.add({ phase: 'close', name: 'metrics', work: stop });
        return registry;
      },
    },
    {
      provide: Outages,
      useFactory: (logger: Logger, clock: Clock) => new Outages(logger, clock),
      inject: [LOGGER, CLOCK],
    },
    { provide: READINESS, useFactory: (clock: Clock) => new Readiness(clock), inject: [CLOCK] },
  ],
  exports: [LOGGER, METRICS, Outages, READINESS],
})
export class TelemetryModule {
  /** @param serviceName the process, as traces name it */
  static forProcess(serviceName: string): DynamicModule {
    const tracing = {
      provide: TRACING,
      inject: [configOf(tracingSection), Shutdown, LOGGER, METRICS],
      useFactory: (config: TracingConfig, shutdown: Shutdown, ...[logger, metrics]: [Logger, Metrics]) =>
        startTracing(config, { serviceName, shutdown, logger, metrics }),
    };
    return { module: TelemetryModule, providers: [tracing], exports: [TRACING] };
  }
}
