import type { Span, Tracing } from '@chappe/telemetry';
import { tracingOff } from '@chappe/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { traceRequests } from './trace-requests.js';

const ROUTE = { definition: { name: 'sendEvent' }, url: '/rooms/:roomId/send/:txnId' } as const;

function requestFor(params: object): FastifyRequest {
  return { method: 'PUT', params, headers: { traceparent: 'from the client' } } as unknown as FastifyRequest;
}

const REPLY = {} as FastifyReply;

describe('requests', () => {
  it('are served as without tracing where it is off: by the same function', () => {
    const serve = (): Promise<void> => Promise.resolve();
    expect(traceRequests(tracingOff, ROUTE, serve)).toBe(serve);
  });

  it('get a span with their route and the ids of their path, and nothing else of it', async () => {
    const begun: unknown[] = [];
    let ended = 0;
    const steps: string[] = [];
    const tracing: Tracing = {
      ...tracingOff,
      isOn: true,
      beginTrace: (...start) => {
        begun.push(start);
        return { end: () => ended++ } as unknown as Span;
      },
      run: (_span, work) => {
        steps.push('run');
        return work();
      },
    };
    const serve = traceRequests(tracing, ROUTE, async () => void steps.push('served'));
    await serve(requestFor({ roomId: '!a:b', txnId: 'what I wrote' }), REPLY);
    const attributes = {
      'http.request.method': 'PUT',
      'http.route': ROUTE.url,
      'chappe.endpoint': 'sendEvent',
      'matrix.room_id': '!a:b',
    };
    expect(begun).toEqual([[`PUT ${ROUTE.url}`, { traceparent: 'from the client' }, attributes]]);
    expect([steps, ended]).toEqual([['run', 'served'], 1]);
  });

  it('that are not sampled run in nobody’s name', async () => {
    const steps: string[] = [];
    const tracing: Tracing = { ...tracingOff, isOn: true, run: () => expect.unreachable() };
    await traceRequests(tracing, ROUTE, async () => void steps.push('served'))(requestFor({}), REPLY);
    expect(steps).toEqual(['served']);
  });
});
