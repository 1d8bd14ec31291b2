import { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceContext } from '@chappe/contracts';
import { type Attributes, type Context, type Link, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import type { Tracer } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  ParentBasedSampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { TracingConfig } from './tracing.config.js';
import { ATTRIBUTE_CHARACTERS_MAX, LINKS_MAX } from './tracing.limits.js';
import type { IncomingHeaders, SpanStart, Tracing } from './tracing.js';

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

/** Twice what the specification asks of everyone (https://www.w3.org/TR/trace-context/#tracestate-limits). */
const HEADER_CHARACTERS_MAX = 1_024;

const propagator = new W3CTraceContextPropagator();

export interface OpenTelemetryOptions extends Pick<TracingConfig, 'sampleRatio' | 'acceptIncoming'> {
  /** The process, as the collector shows it. */
  readonly serviceName: string;
  readonly processor: SpanProcessor;
}

/** Tracing by OpenTelemetry's SDK. Nothing is registered globally: two in a process know nothing of each other. */
export class OpenTelemetryTracing implements Tracing {
  readonly isOn = true;
  readonly #active = new AsyncLocalStorage<Span>();
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;

  constructor(private readonly options: OpenTelemetryOptions) {
    this.#provider = new TracerProvider({
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.sampleRatio) }),
      resource: resourceFromAttributes({ 'service.name': options.serviceName }),
      spanLimits: { attributeValueLengthLimit: ATTRIBUTE_CHARACTERS_MAX, linkCountLimit: LINKS_MAX },
      spanProcessors: [options.processor],
    });
    this.#tracer = this.#provider.getTracer('chappe');
  }

  /** A loop that a request has started and that outlives it works in nobody's name. */
  get active(): Span | undefined {
    const span = this.#active.getStore();
    return span?.isRecording() ? span : undefined;
  }

  /**
   * Ids from outside that are not accepted are a link at most: the sampler decides by the trace ID, so whoever chooses
   * that chooses what is sampled.
   */
  beginTrace(name: string, headers: IncomingHeaders, attributes: Attributes): Span | undefined {
    const came = contextOfHeaders(headers);
    const caller = came && trace.getSpanContext(came);
    const isAccepted = came !== undefined && this.options.acceptIncoming;
    const links = caller && !isAccepted ? [{ context: caller }] : [];
    const options = { kind: SpanKind.SERVER, attributes, links };
    return recording(this.#tracer.startSpan(name, options, isAccepted ? came : ROOT_CONTEXT));
  }

  startSpan(
    name: string,
    { kind = 'internal', parent, links = [], attributes = {} }: SpanStart = {},
  ): Span | undefined {
    const cause = parent ?? this.active;
    const context = cause && contextOfCause(cause);
    if (!context) return undefined;
    const options = { kind: KINDS[kind], attributes, links: links.flatMap(linkOf) };
    return recording(this.#tracer.startSpan(name, options, context));
  }

  contextOf(span: Span): TraceContext {
    const carrier: Record<string, string> = {};
    propagator.inject(trace.setSpan(ROOT_CONTEXT, span), carrier, { set: (into, key, value) => (into[key] = value) });
    return { traceparent: carrier['traceparent'] ?? '', tracestate: carrier['tracestate'] ?? '' };
  }

  run<T>(span: Span, work: () => T): T {
    return this.#active.run(span, work);
  }

  /** Sends what is finished, as far as the collector takes it: what it refuses has been reported as lost. */
  async close(): Promise<void> {
    await this.#provider.shutdown().catch(() => undefined);
  }
}

/** The context that W3C headers name; undefined when there are none, or none that are well formed. */
export function contextOfHeaders({ traceparent, tracestate }: IncomingHeaders): Context | undefined {
  if (typeof traceparent !== 'string' || traceparent.length > HEADER_CHARACTERS_MAX) return undefined;
  const isStateSound = typeof tracestate === 'string' && tracestate.length <= HEADER_CHARACTERS_MAX;
  const carrier = { traceparent, ...(isStateSound && { tracestate }) };
  const context = propagator.extract(ROOT_CONTEXT, carrier, {
    get: (from: Record<string, string>, key) => from[key],
    keys: Object.keys,
  });
  return context === ROOT_CONTEXT ? undefined : context;
}

function contextOfCause(cause: Span | TraceContext): Context | undefined {
  if ('traceparent' in cause) return contextOfHeaders({ ...cause });
  return trace.setSpan(ROOT_CONTEXT, cause);
}

function linkOf(cause: Span | TraceContext): Link[] {
  const context = contextOfCause(cause);
  const spanContext = context && trace.getSpanContext(context);
  return spanContext ? [{ context: spanContext }] : [];
}

function recording(span: Span): Span | undefined {
  return span.isRecording() ? span : undefined;
}
