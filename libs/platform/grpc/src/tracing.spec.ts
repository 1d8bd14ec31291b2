import { GetContextRequest, GetContextResponse, SendEventRequest, type TraceContext } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import type { Span, SpanStart, Tracing } from '@chappe/telemetry';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startProcess, type TestProcess } from './fixtures/start-process.js';

const CONTEXT: TraceContext = {
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  tracestate: 'congo=t61',
};

interface SeenSpan {
  readonly name: string;
  readonly kind: SpanStart['kind'];
  readonly parent: SpanStart['parent'];
  readonly attributes: Record<string, unknown>;
  failed: boolean;
  ended: boolean;
}

/** Tracing that keeps what it was asked for; all of its spans travel as {@link CONTEXT}. */
function recordedTracing(active?: Span): Tracing & { readonly seen: SeenSpan[]; running: number } {
  const seen: SeenSpan[] = [];
  return {
    seen,
    running: 0,
    isOn: true,
    active,
    beginTrace: () => undefined,
    startSpan: (name, { kind, parent } = {}) => {
      const span: SeenSpan = { name, kind, parent, attributes: {}, failed: false, ended: false };
      seen.push(span);
      return {
        setAttribute: (key: string, value: unknown) => (span.attributes[key] = value),
        setStatus: () => (span.failed = true),
        end: () => (span.ended = true),
      } as unknown as Span;
    },
    contextOf: () => CONTEXT,
    run(_span, work) {
      this.running++;
      return work();
    },
  };
}

describe('the span of a caller', () => {
  const served = recordedTracing();
  const called = recordedTracing({} as Span);
  let owner: TestProcess;
  let traced: TestProcess;
  let untraced: TestProcess;

  beforeAll(async () => {
    owner = await startProcess({
      tracing: served,
      handlers: {
        sendEvent: ({ sender }: SendEventRequest) => {
          if (sender === '') throw MatrixError.forbidden('nobody');
          return { eventId: '$a' };
        },
        getContext: () => GetContextResponse.create(),
      },
    });
    traced = await startProcess({ rooms: [owner.address], tracing: called });
    untraced = await startProcess({ rooms: [owner.address] });
  });
  afterAll(async () => {
    await Promise.all([traced?.stop(), untraced?.stop()]);
    await owner?.stop();
  });
  beforeEach(() => {
    served.seen.length = 0;
    called.seen.length = 0;
  });

  const send = (process: TestProcess, sender = '@a:b') =>
    process.room.sendEvent(SendEventRequest.create({ roomId: '!a:b', sender, eventType: 'm.room.message' }));
  const readContext = (process: TestProcess) => process.room.getContext(GetContextRequest.create({ roomId: '!a:b' }));

  it.each([
    ['on the batched stream', 'SendEvent', send],
    ['as a unary call', 'GetContext', readContext],
  ])('reaches the handler, which runs in the name of a span below it (%s)', async (_how, method, call) => {
    const before = served.running;
    await call(traced);
    const name = `room.v1.RoomService/${method}`;
    const ended = { name, failed: false, ended: true };
    expect(called.seen).toEqual([expect.objectContaining({ ...ended, kind: 'client', parent: undefined })]);
    expect(served.seen).toEqual([expect.objectContaining({ ...ended, kind: 'server', parent: CONTEXT })]);
    expect(served.running).toBe(before + 1);
  });

  it('shows on both sides why it was refused', async () => {
    await expect(send(traced, '')).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
    const refused = expect.objectContaining({
      attributes: { 'matrix.errcode': 'M_FORBIDDEN' },
      failed: true,
      ended: true,
    });
    expect([...called.seen, ...served.seen]).toEqual([refused, refused]);
  });

  it('is absent where nothing is traced: no span, no context on the wire', async () => {
    await send(untraced);
    await readContext(untraced);
    expect(served.seen).toEqual([]);
  });
});
