import {
  configOf,
  type ConfigValues,
  type Section,
  SERVER_IDENTITY,
  serverSection,
  SIGNING_IDENTITY,
} from '@chappe/config';
import { generateSigningKey } from '@chappe/crypto';
import { Postgres } from '@chappe/postgres';
import { CLOCK, type Clock, RANDOMNESS, Shutdown, systemRandomness } from '@chappe/runtime';
import { LOGGER, METRICS, Outages, Readiness, READINESS, TRACING, tracingOff } from '@chappe/telemetry';
import { type DynamicModule, Module, type ValueProvider } from '@nestjs/common';
import { pino } from 'pino';
import { Registry } from 'prom-client';

/** What stands in for the platform's own parts. */
export interface PlatformTestingOptions {
  /** The server section among them. */
  readonly sections: readonly Section[];
  readonly config: ConfigValues;
  readonly clock: Clock;
  /** Gets each line of the log. */
  readonly log: (line: string) => void;
  /** Default `debug`. */
  readonly logLevel?: string | undefined;
  /** Absent: the service under test asks for none. */
  readonly postgres?: Postgres | undefined;
  /** Besides, or instead of the above: fakes of other services. */
  readonly providers?: readonly ValueProvider[];
}

/**
 * All that a service may inject of the platform but the event log, calls and HTTP: settings, identity, time,
 * randomness, log, metrics, tracing (off) and the test's own database.
 */
@Module({})
export class PlatformTestingModule {
  static forRoot(options: PlatformTestingOptions): DynamicModule {
    const { sections, config, clock, log, postgres, providers: own = [] } = options;
    const serverName = config.of(serverSection).name;
    const logger = pino({ level: options.logLevel ?? 'debug' }, { write: log });
    const providers: ValueProvider[] = [
      ...sections.map((section) => ({ provide: configOf(section), useValue: config.of(section) })),
      { provide: CLOCK, useValue: clock },
      { provide: RANDOMNESS, useValue: systemRandomness },
      { provide: Shutdown, useValue: new Shutdown(clock) },
      { provide: LOGGER, useValue: logger },
      { provide: Outages, useValue: new Outages(logger, clock) },
      { provide: METRICS, useValue: new Registry() },
      { provide: READINESS, useValue: new Readiness(clock) },
      { provide: TRACING, useValue: tracingOff },
      { provide: SERVER_IDENTITY, useValue: { serverName } },
      { provide: SIGNING_IDENTITY, useValue: { serverName, signingKey: generateSigningKey('a_test') } },
      ...(postgres === undefined ? [] : [{ provide: Postgres, useValue: postgres }]),
      ...own,
    ];
    return {
      module: PlatformTestingModule,
      global: true,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
