import { loadConfig, type Section, serverSection } from '@chappe/config';
import { HttpAdapter, httpSection } from '@chappe/http';
import { type Clock, systemClock } from '@chappe/runtime';
import type { ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { PlatformTestingModule, type PlatformTestingOptions } from './platform-testing.module.js';

/** What is started, and on which settings. */
export interface TestApplicationOptions extends Pick<PlatformTestingOptions, 'logLevel' | 'postgres' | 'providers'> {
  /** The modules under test. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Besides `server` and `http`. */
  readonly sections?: readonly Section[];
  /** By setting. The server is `example.org` with 4 partitions and no rate limits unless they say otherwise. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** A request without its surroundings. */
export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  /** Address of the client; loopback when absent. */
  readonly remoteAddress?: string;
}

/** What a request got. */
export interface Answered {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers
  readonly body: any;
}

/** A service with the platform around it, in this process. */
export interface TestApplication {
  readonly app: NestFastifyApplication;
  readonly logLines: string[];
  ask(asked: Asked): Promise<Answered>;
  /** Makes the wall clock of the service later; timers go on as before. */
  later(durationMs: number): void;
}

const FLAGS = { 'server.name': 'example.org', 'server.partitionCount': '4', 'http.rateLimits.enabled': 'false' };

/** Starts modules on the platform without listening: {@link TestApplication.ask} asks them. To be closed. */
export async function startTestApplication(options: TestApplicationOptions): Promise<TestApplication> {
  const { imports, postgres, providers, clock: base = systemClock } = options;
  const sections = [serverSection, httpSection, ...(options.sections ?? [])];
  const config = loadConfig(sections, { env: {}, flags: { ...FLAGS, ...options.flags } });
  let offsetMs = 0;
  const clock = shifted(base, () => offsetMs);
  const logLines: string[] = [];
  const platform = PlatformTestingModule.forRoot({
    sections,
    config,
    clock,
    log: (line) => logLines.push(line),
    logLevel: options.logLevel,
    postgres,
    ...(providers && { providers }),
  });
  const module = await Test.createTestingModule({ imports: [platform, ...imports] }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new HttpAdapter(config.of(httpSection)), {
    logger: false,
  });
  await app.init();
  return { app, logLines, ask: (asked) => ask(app, asked), later: (durationMs) => (offsetMs += durationMs) };
}

function shifted(clock: Clock, offsetMs: () => number): Clock {
  return {
    nowMs: () => clock.nowMs() + offsetMs(),
    monotonicMs: () => clock.monotonicMs(),
    sleep: (durationMs, signal) => clock.sleep(durationMs, signal),
    after: (durationMs, callback) => clock.after(durationMs, callback),
    every: (periodMs, callback) => clock.every(periodMs, callback),
  };
}

async function ask(
  app: NestFastifyApplication,
  { method, path, token, body, remoteAddress }: Asked,
): Promise<Answered> {
  const response = await app.inject({
    method,
    url: path,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    ...(body !== undefined && { payload: JSON.stringify(body) }),
    ...(remoteAddress !== undefined && { remoteAddress }),
  });
  return { status: response.statusCode, body: JSON.parse(response.body) };
}
