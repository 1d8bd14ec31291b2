import type { AddressInfo } from 'node:net';
import type { ConfigValues } from '@chappe/config';
import { Draining, HttpAdapter, httpSection, Listeners } from '@chappe/http';
import { PostgresUnavailableError, postgresSection } from '@chappe/postgres';
import { listenAddress, Shutdown, systemClock } from '@chappe/runtime';
import { LOGGER, type Logger } from '@chappe/telemetry';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Undo } from './undo.js';

export interface Application {
  readonly app: NestFastifyApplication;
  readonly logger: Logger;
  /** TCP port of the HTTP listener. */
  readonly port: number;
}

/** Between two tries to start while PostgreSQL comes and goes. */
const START_RETRY_MS = 500;

/**
 * Starts a root module and listens for HTTP when everything in it is up. A database that goes away meanwhile, or has no
 * connection left for a moment, costs the process its patience (`postgres.startTimeoutMs`) and not its life.
 * @param undo gets what ends it in order: drain delay, then the phases of `Shutdown`, then Nest's own end
 */
export async function startApplication(root: DynamicModule, config: ConfigValues, undo: Undo): Promise<Application> {
  const untilMs = systemClock.monotonicMs() + config.of(postgresSection).startTimeoutMs;
  for (;;) {
    const attempt = new Undo();
    try {
      const started = await attempt.unlessDone(() => start(root, config, attempt));
      undo.add(() => attempt.run());
      return started;
    } catch (error) {
      const isPassing =
        error instanceof PostgresUnavailableError && systemClock.monotonicMs() + START_RETRY_MS < untilMs;
      if (!isPassing) throw error;
    }
    await systemClock.sleep(START_RETRY_MS);
  }
}

async function start(root: DynamicModule, config: ConfigValues, undo: Undo): Promise<Application> {
  const { port: wantedPort, bind, ...http } = config.of(httpSection);
  const options = { bodyParser: false, logger: false, abortOnError: false } as const;
  const app = await NestFactory.create<NestFastifyApplication>(root, new HttpAdapter(http), options);
  undo.add(() => app.close());
  await app.listen({ port: wantedPort, host: listenAddress(bind) });
  await app.get(Listeners).listen();
  const { port } = app.getHttpServer().address() as AddressInfo;
  undo.add(() => endInOrder(app));
  return { app, port, logger: app.get<Logger>(LOGGER) };
}

async function endInOrder(app: NestFastifyApplication): Promise<void> {
  await app.get(Draining).begin();
  const failures = await app.get(Shutdown).run();
  const logger = app.get<Logger>(LOGGER);
  for (const { phase, name, error } of failures) logger.warn({ err: error, phase, name }, 'did not end in order');
}
