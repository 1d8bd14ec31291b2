import type { TraceContext } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, type Clock } from '@chappe/runtime';
import {
  endSpan,
  LOGGER,
  type Logger,
  METRICS,
  type Metrics,
  type Outage,
  Outages,
  type Span,
  TRACING,
  type Tracing,
} from '@chappe/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { RetryReason } from './errors/not-carried-out-error.js';

/** The side of a call that reports it. */
export type CallSide = 'client' | 'server';

/** A method as metrics name it. */
export interface MethodLabels {
  readonly service: string;
  readonly method: string;
}

/** Numbers that are read when somebody asks for them. */
export interface CallGauges {
  readonly openCalls: number;
  readonly waitingCalls: number;
  /** Service → connections over which calls can go now. */
  readyConnections(): ReadonlyMap<string, number>;
}

/**
 * What calls between processes report: finished calls by method and outcome, with a span on each side where the request
 * is traced, repeated ones by reason, connections, and unexpected errors of handlers as error lines.
 */
@Injectable()
export class GrpcTelemetry {
  private readonly log: Logger;
  private readonly calls: Counter<'side' | 'service' | 'method' | 'outcome'>;
  private readonly durations: Histogram<'side' | 'service' | 'method'>;
  private readonly retries: Counter<'service' | 'reason'>;
  private readonly refusals: Counter<'service' | 'method' | 'caller'>;
  /** What was logged already: whoever is refused may come again a thousand times a second. */
  private readonly refusalsTold = new Set<string>();

  constructor(
    @Inject(LOGGER) logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRACING) readonly tracing: Tracing,
    private readonly outages: Outages,
  ) {
    this.log = logger.child({ part: 'grpc' });
    const registers = [metrics];
    this.calls = new Counter({
      name: 'grpc_calls_total',
      help: 'Finished calls between processes, as the calling and the serving side saw them',
      labelNames: ['side', 'service', 'method', 'outcome'],
      registers,
    });
    this.durations = new Histogram({
      name: 'grpc_call_duration_seconds',
      help: 'Time of calls between processes; at the calling side with everything that was tried',
      labelNames: ['side', 'service', 'method'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1, 2.5, 10],
      registers,
    });
    this.retries = new Counter({
      name: 'grpc_retries_total',
      help: 'Calls that were sent again, by why',
      labelNames: ['service', 'reason'],
      registers,
    });
    this.refusals = new Counter({
      name: 'grpc_callers_refused_total',
      help: 'Calls of services that may not make them; unknown: with a certificate that names no service',
      labelNames: ['service', 'method', 'caller'],
      registers,
    });
  }

  /** A service called what its contract does not let it; the log has it once for each method and caller. */
  callerRefused({ service, method }: MethodLabels, caller: string): void {
    this.refusals.inc({ service, method, caller });
    const key = `${caller} ${service}/${method}`;
    if (this.refusalsTold.has(key)) return;
    this.refusalsTold.add(key);
    this.log.warn({ service, method, caller }, 'a call was refused: its contract does not let this service make it');
  }

  /** The calling side's span, below the one in whose name the code runs; undefined when that is not traced. */
  callSpan(name: string): Span | undefined {
    return this.tracing.active && this.tracing.startSpan(name, { kind: 'client' });
  }

  /** The serving side's span; undefined when the caller sent no context along. */
  servedSpan(name: string, parent: TraceContext | undefined): Span | undefined {
    return parent && this.tracing.startSpan(name, { kind: 'server', parent });
  }

  /** Starts the measurement of a call. @returns to be called once with the error or undefined; ends the span as well */
  started(side: CallSide, { service, method }: MethodLabels, span?: Span): (error?: unknown) => void {
    const startedMs = this.clock.monotonicMs();
    return (error) => {
      if (span) endCallSpan(span, error);
      this.calls.inc({ side, service, method, outcome: outcomeOf(error) });
      this.durations.observe({ side, service, method }, (this.clock.monotonicMs() - startedMs) / 1_000);
    };
  }

  retried(service: string, reason: RetryReason, span?: Span): void {
    span?.addEvent('sent again', { reason });
    this.retries.inc({ service, reason });
  }

  watchClients(gauges: CallGauges): void {
    const registers = [this.metrics];
    const calls = new Gauge({
      name: 'grpc_client_calls',
      help: 'Calls to other processes that wait for an answer, or for somebody to ask',
      labelNames: ['state'],
      registers,
      collect: () => {
        calls.set({ state: 'open' }, gauges.openCalls);
        calls.set({ state: 'waiting' }, gauges.waitingCalls);
      },
    });
    const connections = new Gauge({
      name: 'grpc_connections_ready',
      help: 'Listed processes of a service to which calls can go now',
      labelNames: ['service'],
      registers,
      collect: () => {
        for (const [service, count] of gauges.readyConnections()) connections.set({ service }, count);
      },
    });
  }

  watchServer(openCalls: () => number): void {
    const open = new Gauge({
      name: 'grpc_server_calls_open',
      help: 'Calls of other processes that are being served',
      registers: [this.metrics],
      collect: () => {
        open.set(openCalls());
      },
    });
  }

  watchCertificate(validTo: () => Date): void {
    const gauge = new Gauge({
      name: 'grpc_certificate_expires_timestamp_seconds',
      help: 'When the certificate of this process, as it is used now, runs out',
      registers: [this.metrics],
      collect: () => {
        gauge.set(validTo().getTime() / 1_000);
      },
    });
  }

  certificateUnreadable(error: unknown): void {
    this.log.warn({ err: error }, 'the certificate cannot be read again; the one read last is used');
  }

  /** Of a service whose processes cannot be reached. */
  outageOf(service: string): Outage {
    return this.outages.of(`The service ${service}`);
  }

  /** A call of another process was refused, or failed. */
  refused(error: unknown): void {
    this.outages.refused(error);
  }

  unexpected(error: unknown, method: string): void {
    this.log.error({ err: error, method }, 'a call failed unexpectedly');
  }

  /** A call says in whose name it is made, and is believed. */
  unguarded(port: number): void {
    this.log.warn({ port }, 'whoever reaches this port can act for every user: set grpc.tls, or let nobody reach it');
  }

  connected(address: string): void {
    this.log.info({ address }, 'connected');
  }

  disconnected(address: string, reason: string): void {
    this.log.info({ address, reason }, 'disconnected');
  }

  lookupFailed(name: string, error: unknown): void {
    this.log.warn({ err: error, name }, 'a name could not be looked up; the addresses known so far are used');
  }
}

function endCallSpan(span: Span, error: unknown): void {
  if (error instanceof MatrixError) span.setAttribute('matrix.errcode', error.errcode);
  endSpan(span, error);
}

function outcomeOf(error: unknown): string {
  if (error === undefined) return 'ok';
  if (!(error instanceof MatrixError)) return 'failed';
  if (error.status < 500) return 'refused';
  return error.status === 503 ? 'unavailable' : 'failed';
}
