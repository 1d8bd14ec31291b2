import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextOfHeaders, OpenTelemetryTracing } from './open-telemetry-tracing.js';
import { endSpan } from './tracing.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';
const SAMPLED = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01` };
const NOT_SAMPLED = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-00` };

function start(options: { readonly sampleRatio?: number; readonly acceptIncoming?: boolean } = {}) {
  const exporter = new InMemorySpanExporter();
  const processor = new SimpleSpanProcessor({ exporter });
  const tracing = new OpenTelemetryTracing({
    sampleRatio: 1,
    acceptIncoming: false,
    serviceName: 'test',
    processor,
    ...options,
  });
  return { tracing, exporter };
}

describe('the headers of W3C trace context', () => {
  const idsOf = (headers: Parameters<typeof contextOfHeaders>[0]) => {
    const context = contextOfHeaders(headers);
    return context && trace.getSpanContext(context);
  };

  it('are read', () => {
    expect(idsOf({ ...SAMPLED, tracestate: 'congo=t61rcWkgMzE' })).toMatchObject({
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      traceFlags: 1,
    });
  });

  it.each([
    ['nothing', undefined],
    ['an empty one', ''],
    ['several', [SAMPLED.traceparent, SAMPLED.traceparent]],
    ['several in one line', `${SAMPLED.traceparent}, ${SAMPLED.traceparent}`],
    ['version ff', `ff-${TRACE_ID}-${SPAN_ID}-01`],
    ['more than version 00 has', `${SAMPLED.traceparent}-more`],
    ['no trace', `00-${'0'.repeat(32)}-${SPAN_ID}-01`],
    ['no span', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
    ['capital letters', SAMPLED.traceparent.toUpperCase()],
    ['a trace ID that is too short', `00-${TRACE_ID.slice(1)}-${SPAN_ID}-01`],
    ['flags of one digit', `00-${TRACE_ID}-${SPAN_ID}-1`],
    ['line breaks', `00-${TRACE_ID}-${SPAN_ID}-01\r\nx: y`],
    ['a later version without end', `01-${TRACE_ID}-${SPAN_ID}-01-${'x'.repeat(4_096)}`],
  ])('are ignored when traceparent is %s', (_what, traceparent) => {
    expect(contextOfHeaders({ traceparent })).toBeUndefined();
  });

  it('lose a tracestate that is too long, or whose members are not well formed', () => {
    expect(idsOf({ ...SAMPLED, tracestate: `a=${'b'.repeat(2_000)}` })?.traceState).toBeUndefined();
    expect(idsOf({ ...SAMPLED, tracestate: 'A B=1,=,\u0000=2,c=3' })?.traceState?.serialize()).toBe('c=3');
  });

  it('never throw, and give ids of the right form or none', () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom('00', TRACE_ID, SPAN_ID, '01', '-', ','), fc.string()));
    fc.assert(
      fc.property(pieces, fc.string(), (parts, tracestate) => {
        const ids = idsOf({ traceparent: parts.join(''), tracestate });
        if (ids) expect(`${ids.traceId}-${ids.spanId}`).toMatch(/^[0-9a-f]{32}-[0-9a-f]{16}$/);
      }),
    );
  });
});

describe('a request from outside', () => {
  it('gets a trace of its own, with its own trace ID as a link', () => {
    const { tracing, exporter } = start();
    tracing.beginTrace('GET /', SAMPLED, {})?.end();
    const [span] = exporter.getFinishedSpans();
    expect(span?.spanContext().traceId).not.toBe(TRACE_ID);
    expect(span?.links.map(({ context }) => context.traceId)).toEqual([TRACE_ID]);
  });

  it('cannot bring about that it is sampled', () => {
    const { tracing } = start({ sampleRatio: 0 });
    expect(tracing.beginTrace('GET /', SAMPLED, {})).toBeUndefined();
  });

  it('is part of its trace where the setting says so, whatever the ratio', () => {
    const { tracing } = start({ sampleRatio: 0, acceptIncoming: true });
    const span = tracing.beginTrace('GET /', { ...SAMPLED, tracestate: 'congo=t61' }, {});
    expect(span?.spanContext().traceId).toBe(TRACE_ID);
    expect(span && tracing.contextOf(span)).toEqual({
      traceparent: `00-${TRACE_ID}-${span?.spanContext().spanId}-01`,
      tracestate: 'congo=t61',
    });
    expect(start({ acceptIncoming: true }).tracing.beginTrace('GET /', NOT_SAMPLED, {})).toBeUndefined();
  });
});

describe('a span', () => {
  it('is below the one in whose name the code runs, also after waiting', async () => {
    const { tracing, exporter } = start();
    const outer = tracing.beginTrace('outer', {}, {});
    await tracing.run(outer!, async () => {
      await Promise.resolve();
      tracing.startSpan('inner')?.end();
    });
    expect(exporter.getFinishedSpans()[0]?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(tracing.active).toBeUndefined();
  });

  it('does not come from what an ended request has left running', () => {
    const { tracing } = start();
    const span = tracing.beginTrace('request', {}, {});
    tracing.run(span!, () => {
      span?.end();
      expect([tracing.active, tracing.startSpan('loop')]).toEqual([undefined, undefined]);
    });
  });

  it('is below its cause in another process, unless that is not sampled or not well formed', () => {
    const { tracing } = start();
    const parent = { ...SAMPLED, tracestate: '' };
    expect(tracing.startSpan('apply', { parent })?.spanContext().traceId).toBe(TRACE_ID);
    expect(tracing.startSpan('apply', { parent: { ...NOT_SAMPLED, tracestate: '' } })).toBeUndefined();
    expect(tracing.startSpan('apply', { parent: { traceparent: 'nonsense', tracestate: '' } })).toBeUndefined();
    expect(tracing.startSpan('nobody asked')).toBeUndefined();
  });

  it('says that its work failed, and not what people wrote', () => {
    const { tracing, exporter } = start();
    const span = tracing.beginTrace('request', {}, { 'matrix.room_id': `!${'r'.repeat(300)}` });
    endSpan(span!, new RangeError('a secret'));
    const [ended] = exporter.getFinishedSpans();
    expect(ended?.status).toEqual({ code: 2, message: 'RangeError' });
    expect(String(ended?.attributes['matrix.room_id'])).toHaveLength(255);
  });
});
