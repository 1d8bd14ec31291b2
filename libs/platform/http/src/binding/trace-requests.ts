import type { EndpointDefinition } from '@chappe/matrix-api';
import type { Attributes, Tracing } from '@chappe/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers a request; never rejects. */
export type Serve = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** Parameters of paths that say what a request is about. No others: some hold what people write. */
const IDS: Readonly<Record<string, string>> = {
  roomId: 'matrix.room_id',
  eventId: 'matrix.event_id',
  userId: 'matrix.about_user_id',
};

/** What a route is, for its spans. */
export interface TracedRoute {
  readonly definition: Pick<EndpointDefinition, 'name'>;
  /** Path with its parameters named. */
  readonly url: string;
}

/** Serves in a span of its own each request that is sampled; without tracing it is `serve` itself. */
export function traceRequests(tracing: Tracing, { definition, url }: TracedRoute, serve: Serve): Serve {
  if (!tracing.isOn) return serve;
  const { name } = definition;
  return async (request, reply) => {
    const { method } = request;
    const route = { 'http.request.method': method, 'http.route': url, 'chappe.endpoint': name };
    const span = tracing.beginTrace(`${method} ${url}`, request.headers, { ...route, ...idsOf(request.params) });
    if (!span) return serve(request, reply);
    try {
      await tracing.run(span, () => serve(request, reply));
    } finally {
      span.end();
    }
  };
}

function idsOf(params: unknown): Attributes {
  const given = Object.entries((params ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    given.flatMap(([key, value]) => {
      const attribute = IDS[key];
      return attribute !== undefined && typeof value === 'string' ? [[attribute, value]] : [];
    }),
  );
}
