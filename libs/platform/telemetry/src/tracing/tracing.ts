import type { TraceContext } from '@chappe/contracts';
import type { Attributes, Span } from '@opentelemetry/api';

export type { Attributes, Span } from '@opentelemetry/api';

/** Injection token of the process' {@link Tracing}. */
export const TRACING = 'chappe:tracing';

/** Headers of a request from outside, as Node gives them. */
export type IncomingHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface SpanStart {
  /** Default: internal. */
  readonly kind?: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  /** What caused it. Default: the span in whose name the code runs. */
  readonly parent?: Span | TraceContext | undefined;
  /** Other causes. */
  readonly links?: readonly (Span | TraceContext)[];
  /** Ids may stand here; access tokens and what people wrote never do. */
  readonly attributes?: Attributes;
}

/**
 * Spans of this process. Most requests are not sampled and have none: then all that is to be done for tracing is to
 * look at {@link active}, or at the context that came along, and find nothing.
 */
export interface Tracing {
  /** False: no span will ever be. */
  readonly isOn: boolean;
  /** The span in whose name the code runs, until it ends; undefined: it is not traced. */
  readonly active: Span | undefined;
  /** A span for a request from outside; undefined when it is not sampled. */
  beginTrace(name: string, headers: IncomingHeaders, attributes: Attributes): Span | undefined;
  /** A span below its cause; undefined when that is not sampled, or there is none. Whoever asks ends it. */
  startSpan(name: string, start?: SpanStart): Span | undefined;
  /** What another process needs to add spans below this one. */
  contextOf(span: Span): TraceContext;
  /** Runs work, and what it waits for, in the name of the span. */
  run<T>(span: Span, work: () => T): T;
}

/** The tracing of a process that does none. */
export const tracingOff: Tracing = {
  isOn: false,
  active: undefined,
  beginTrace: () => undefined,
  startSpan: () => undefined,
  contextOf: () => ({ traceparent: '', tracestate: '' }),
  run: (_span, work) => work(),
};

/** Ends a span as its work ended. */
export function endSpan(span: Span, error?: unknown): void {
  // SpanStatusCode.ERROR, for which the package need not be loaded. What errors say may quote what people wrote.
  if (error !== undefined) span.setStatus({ code: 2, message: error instanceof Error ? error.name : 'failed' });
  span.end();
}
