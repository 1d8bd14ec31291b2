import { configOf } from '@chappe/config';
import { CLOCK, type Clock, Shutdown } from '@chappe/runtime';
import { Global, Module } from '@nestjs/common';
import { createLogger, LOGGER } from './logger.js';
import { createMetrics, METRICS } from './metrics.js';
import { Readiness, READINESS } from './readiness.js';
import { telemetrySection } from './telemetry.config.js';

/** Gives every service the process' log, metrics and readiness. */
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
    { provide: READINESS, useFactory: (clock: Clock) => new Readiness(clock), inject: [CLOCK] },
  ],
  exports: [LOGGER, METRICS, READINESS],
})
export class TelemetryModule {}
