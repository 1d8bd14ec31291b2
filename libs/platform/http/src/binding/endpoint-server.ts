import { Inject, Injectable } from '@nestjs/common';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, type Clock } from '@chappe/runtime';
import type { FastifyReply } from 'fastify';
import { answerError, answerWith, failureOf, unexpectedError } from '../answer/answers.js';
import { HttpTelemetry } from '../http.telemetry.js';
import { BoundRequest } from '../request/bound-request.js';
import { ClientGoneError } from '../request/client-gone-error.js';
import { OpenRequests } from '../request/open-requests.js';
import { RequestBodies } from '../request/request-bodies.js';
import { Admission } from './admission.js';
import type { BoundEndpoint } from './bound-endpoint.js';
import { type Serve, traceRequests } from './trace-requests.js';

/** Reported for requests whose client did not wait; nothing was sent. */
const CLIENT_GONE_STATUS = 499;

interface Served {
  readonly endpoint: BoundEndpoint;
  readonly request: BoundRequest;
}

/** Takes one request through the steps, in the order of {@link EndpointServer.serve}. */
@Injectable()
export class EndpointServer {
  constructor(
    private readonly admission: Admission,
    private readonly bodies: RequestBodies,
    private readonly open: OpenRequests,
    private readonly telemetry: HttpTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What answers the requests to a path, in a span of its own each that is traced. */
  servingAt(url: string, endpoint: BoundEndpoint): Serve {
    const { definition } = endpoint;
    return traceRequests(this.telemetry.tracing, { definition, url }, (_request, reply) => this.serve(endpoint, reply));
  }

  /** Answers, whatever happens; never rejects. The listener and the route are found, connections are limited. */
  async serve(endpoint: BoundEndpoint, reply: FastifyReply): Promise<void> {
    const startedMs = this.clock.monotonicMs();
    const request = new BoundRequest(reply, this.open);
    this.open.begin();
    let status: number;
    try {
      // Steps 1 to 4.
      const asker = await this.admission.admit(endpoint, request);
      // 5. Path and query.
      endpoint.checkParams(request.params);
      endpoint.query?.check(request.query);
      // 6. The body by its kind, refused beyond the endpoint's own limit while it is read; JSON against its schema.
      request.body = await this.bodies.read(endpoint, request, asker);
      // 7. The handler.
      const answer = await endpoint.handle(request);
      await this.admission.settle(endpoint, request, asker);
      // 8. The answer by its kind.
      const isBodyLeft = endpoint.bodyKind === 'stream' && request.leaveBody();
      status = await answerWith(reply, answer, isBodyLeft || this.open.closing);
    } catch (error) {
      status = this.#refuse(error, reply, { endpoint, request });
    }
    this.open.end();
    const { id: requestId } = reply.request;
    const { requesterName: requester } = request;
    const durationMs = this.clock.monotonicMs() - startedMs;
    this.telemetry.finished({ endpoint: endpoint.definition.name, requestId, requester, status, durationMs });
  }

  /** Nothing is served there, or not by this method. */
  refuseUnrecognized(reply: FastifyReply, error: MatrixError, headers: Readonly<Record<string, string>> = {}): void {
    const { errcode, message, status } = error;
    answerError(reply, new MatrixError(errcode, message, { status, headers }), false);
    const { id: requestId } = reply.request;
    this.telemetry.finished({ endpoint: 'unrecognized', status, durationMs: 0, requestId, requester: '' });
  }

  refuseUnexpected(reply: FastifyReply, error: unknown, endpoint: string): void {
    this.telemetry.unexpected(error, { endpoint, requestId: reply.request.id });
    answerError(reply, unexpectedError(), true);
  }

  #refuse(error: unknown, reply: FastifyReply, { endpoint, request }: Served): number {
    const closing = request.leaveBody() || this.open.closing;
    if (error instanceof ClientGoneError) {
      reply.hijack();
      return CLIENT_GONE_STATUS;
    }
    this.telemetry.refused(error);
    if (error instanceof MatrixError) return answerError(reply, error, closing);
    this.telemetry.unexpected(error, { endpoint: endpoint.definition.name, requestId: reply.request.id });
    return answerError(reply, failureOf(error), closing);
  }
}
