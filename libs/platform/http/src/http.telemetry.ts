import { MatrixError } from '@chappe/matrix-api';
import { Inject, Injectable } from '@nestjs/common';
import {
  LOGGER,
  type Logger,
  METRICS,
  type Metrics,
  Outages,
  type Span,
  TRACING,
  type Tracing,
} from '@chappe/telemetry';
import { Counter, Histogram } from 'prom-client';

/** One finished request, as it is reported. */
export interface FinishedRequest {
  /** Name of the definition; `unrecognized` when there is none. */
  readonly endpoint: string;
  readonly status: number;
  readonly durationMs: number;
  readonly requestId: string;
  /** User ID or server name; empty when nobody had to say. */
  readonly requester: string;
}

/**
 * What the HTTP layer reports: each request as two metrics, a debug line and, when it is traced, a span; unexpected
 * errors as an error line, and what an outage makes fail as part of that; connections that were refused as a metric.
 */
@Injectable()
export class HttpTelemetry {
  private readonly log: Logger;
  private readonly requests: Counter<'endpoint' | 'status'>;
  private readonly durations: Histogram<'endpoint'>;
  private readonly connectionsRefused: Counter;

  constructor(
    @Inject(LOGGER) logger: Logger,
    @Inject(METRICS) metrics: Metrics,
    @Inject(TRACING) readonly tracing: Tracing,
    private readonly outages: Outages,
  ) {
    this.log = logger.child({ part: 'http' });
    this.requests = new Counter({
      name: 'http_requests_total',
      help: 'Finished requests',
      labelNames: ['endpoint', 'status'],
      registers: [metrics],
    });
    this.connectionsRefused = new Counter({
      name: 'http_connections_refused_total',
      help: 'Connections closed at once because too many are open',
      registers: [metrics],
    });
    this.durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the head of a request to its answer, long polls included',
      labelNames: ['endpoint'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 10, 30],
      registers: [metrics],
    });
  }

  finished(request: FinishedRequest): void {
    const { endpoint, status, durationMs } = request;
    const span = this.tracing.active;
    if (span) describe(span, request);
    this.requests.inc({ endpoint, status });
    this.durations.observe({ endpoint }, durationMs / 1_000);
    if (this.log.isLevelEnabled('debug')) this.log.debug(request, 'request');
  }

  /** A request was refused, or failed. */
  refused(error: unknown): void {
    this.outages.refused(error);
    if (error instanceof MatrixError) this.tracing.active?.setAttribute('matrix.errcode', error.errcode);
  }

  connectionRefused(): void {
    this.connectionsRefused.inc();
  }

  unexpected(error: unknown, request: { readonly endpoint: string; readonly requestId: string }): void {
    this.log.error({ err: error, ...request }, 'a request failed unexpectedly');
  }

  sessionFollowerFailed(error: unknown): void {
    this.log.error({ err: error }, 'ended sessions cannot be followed; access tokens are asked about each time');
  }
}

function describe(span: Span, { status, requestId, requester }: FinishedRequest): void {
  span.setAttributes({ 'http.response.status_code': status, 'chappe.request_id': requestId });
  if (requester !== '') span.setAttribute(requester.startsWith('@') ? 'matrix.user_id' : 'matrix.origin', requester);
  if (status >= 500) span.setStatus({ code: 2 }); // SpanStatusCode.ERROR
}
