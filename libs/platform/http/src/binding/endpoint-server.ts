import { Inject, Injectable } from '@nestjs/common';
import { MatrixError } from '@chappe/matrix-api';
import { PostgresUnavailableError } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import type { FastifyReply } from 'fastify';
import { Guard, type Identified } from '../access/guard.js';
import { answerError, answerWith, unexpectedError, databaseAway } from '../answer/answers.js';
import { HttpTelemetry } from '../http.telemetry.js';
import { clientAddress } from '../limits/client-address.js';
import { RateLimits } from '../limits/rate-limits.js';
import { BoundRequest } from '../request/bound-request.js';
import { checkUrlTexts } from '../request/check-url-texts.js';
import { ClientGoneError } from '../request/client-gone-error.js';
import { OpenRequests } from '../request/open-requests.js';
import { parseBody } from '../request/parse-body.js';
import { readBody } from '../request/read-body.js';
import type { BoundEndpoint } from './bound-endpoint.js';

/** Reported for requests whose client did not wait; nothing was sent. */
const CLIENT_GONE_STATUS = 499;

/** Serves one request: who asks, how often, is it well formed, what is the answer. */
@Injectable()
export class EndpointServer {
  constructor(
    private readonly guard: Guard,
    private readonly limits: RateLimits,
    private readonly open: OpenRequests,
    private readonly telemetry: HttpTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers, whatever happens; never rejects. */
  async serve(endpoint: BoundEndpoint, reply: FastifyReply): Promise<void> {
    const startedMs = this.clock.monotonicMs();
    const trace = { endpoint: endpoint.definition.name, requestId: reply.request.id, userId: '' };
    this.open.begin();
    let status: number;
    try {
      const identified = await this.#admit(endpoint, reply);
      trace.userId = identified.requester?.userId ?? '';
      status = answerWith(reply, await this.#handle(endpoint, reply, identified), this.open.closing);
    } catch (error) {
      status = this.#refuse(error, reply, trace);
    }
    this.open.end();
    this.telemetry.finished({ ...trace, status, durationMs: this.clock.monotonicMs() - startedMs });
  }

  async #admit({ definition }: BoundEndpoint, { request }: FastifyReply): Promise<Identified> {
    const identified = await this.guard.admit(definition.auth, request);
    if (definition.rateLimit !== 'none') {
      const taken = this.limits.take(
        definition.rateLimit,
        () => identified.requester?.userId ?? clientAddress(request.ip),
      );
      if (taken) await taken;
    }
    return identified;
  }

  async #handle(endpoint: BoundEndpoint, reply: FastifyReply, identified: Identified): Promise<unknown> {
    const { request } = reply;
    const { params, query } = request;
    if (endpoint.params) {
      checkUrlTexts(params);
      endpoint.params.check(params);
    }
    if (endpoint.query) {
      checkUrlTexts(query);
      endpoint.query.check(query);
    }
    const body = endpoint.body && (await this.#readBody(endpoint, reply));
    const { requester, accessToken } = identified;
    return endpoint.handler.handle(new BoundRequest(reply, { params, query, body, requester, accessToken }, this.open));
  }

  async #readBody(endpoint: BoundEndpoint, { request }: FastifyReply): Promise<unknown> {
    const body = parseBody(await readBody(request.raw, endpoint.bodyBytesMax), endpoint.definition);
    endpoint.body?.check(body);
    return body;
  }

  #refuse(error: unknown, reply: FastifyReply, trace: { endpoint: string; requestId: string }): number {
    if (error instanceof MatrixError) return answerError(reply, error, this.open.closing);
    if (error instanceof ClientGoneError) {
      reply.hijack();
      return CLIENT_GONE_STATUS;
    }
    this.telemetry.unexpected(error, trace);
    const answered = error instanceof PostgresUnavailableError ? databaseAway() : unexpectedError();
    return answerError(reply, answered, this.open.closing);
  }
}
