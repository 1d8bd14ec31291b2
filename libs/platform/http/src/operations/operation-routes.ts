import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { ConfigError, configOf } from '@chappe/config';
import { MatrixError } from '@chappe/matrix-api';
import { METRICS, type Metrics, READINESS, Readiness } from '@chappe/telemetry';
import type { FastifyRequest } from 'fastify';
import { bearerToken } from '../access/bearer-scheme.js';
import { RawAnswer } from '../answer/raw-answers.js';
import { type HttpConfig, httpSection } from '../http.config.js';

const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** A route for those who run the platform. */
export interface OperationRoute {
  readonly path: string;
  answer(request: FastifyRequest): Promise<RawAnswer> | RawAnswer;
}

/** Health, readiness and metrics of the process. */
@Injectable()
export class OperationRoutes {
  constructor(
    @Inject(READINESS) private readonly readiness: Readiness,
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(configOf(httpSection)) private readonly config: HttpConfig,
  ) {
    if (config.metrics === 'token' && config.metricsToken === undefined) {
      throw new ConfigError('the setting "http.metrics" is "token", which needs "http.metricsToken"');
    }
  }

  routes(): readonly OperationRoute[] {
    return [
      { path: '/_chappe/health', answer: () => jsonAnswer(200, { status: 'ok' }) },
      { path: '/_chappe/ready', answer: (request) => this.#ready(request) },
      { path: '/_chappe/metrics', answer: (request) => this.#metrics(request) },
    ];
  }

  /** Why a check failed names addresses inside: that stays inside. */
  async #ready(request: FastifyRequest): Promise<RawAnswer> {
    const report = await this.readiness.report();
    return jsonAnswer(report.ready ? 200 : 503, isFromInside(request) ? report : { ready: report.ready });
  }

  async #metrics(request: FastifyRequest): Promise<RawAnswer> {
    if (!this.#mayReadMetrics(request)) throw MatrixError.unrecognized();
    return new RawAnswer(200, { 'content-type': this.metrics.contentType }, await this.metrics.metrics());
  }

  /** Numbers about users are nobody else's business. */
  #mayReadMetrics(request: FastifyRequest): boolean {
    switch (this.config.metrics) {
      case 'private':
        return isFromInside(request);
      case 'token':
        return this.#hasToken(request);
      default:
        return this.config.metrics === 'open';
    }
  }

  #hasToken({ headers }: FastifyRequest): boolean {
    const given = hashOf(bearerToken(headers.authorization ?? '') ?? '');
    return timingSafeEqual(given, hashOf(this.config.metricsToken ?? ''));
  }
}

/** From loopback or a private network; a proxy is taken to stand for the outside. */
function isFromInside(request: FastifyRequest): boolean {
  if (request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined) return false;
  const address = request.raw.socket.remoteAddress ?? '';
  return isIP(address) !== 0 && PRIVATE.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/** Makes texts of any length comparable in the same time. */
function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function jsonAnswer(status: number, body: unknown): RawAnswer {
  return new RawAnswer(status, { 'content-type': 'application/json' }, JSON.stringify(body));
}
