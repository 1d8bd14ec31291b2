import type { TraceContext } from '@chappe/contracts';
import { Metadata } from '@grpc/grpc-js';

/** Metadata of an ordinary unary call: its trace context, if it has one. */
export function traceMetadata(trace: TraceContext | undefined): Metadata {
  const metadata = new Metadata();
  if (!trace) return metadata;
  metadata.set('traceparent', trace.traceparent);
  if (trace.tracestate !== '') metadata.set('tracestate', trace.tracestate);
  return metadata;
}

/** The trace context of a call's metadata; undefined when it has none. */
export function traceOfMetadata(metadata: Metadata): TraceContext | undefined {
  const [traceparent] = metadata.get('traceparent');
  if (traceparent === undefined) return undefined;
  const [tracestate = ''] = metadata.get('tracestate');
  return { traceparent: traceparent.toString(), tracestate: tracestate.toString() };
}
