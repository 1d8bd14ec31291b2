import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AskedRequest } from '../access/auth-scheme.js';
import type { Requester } from '../access/requester.js';
import { ClientGoneError } from './client-gone-error.js';
import { LimitedBody } from './limited-body.js';
import type { OpenRequests } from './open-requests.js';

/**
 * A request on its way: what the auth scheme sees, then what the handler sees. What few of them use is made when it is
 * asked for.
 */
export class BoundRequest implements AskedRequest {
  readonly params: unknown;
  readonly query: unknown;
  /** Known when the scheme has admitted it. */
  requester: Requester | undefined = undefined;
  /** The body as it was sent, where the scheme needs it. */
  rawBody: Buffer | undefined = undefined;
  /** In the form that the definition asks for, when it was read. */
  body: unknown = undefined;
  /** Of the endpoint's rate limit, above the one that it began with. */
  furtherPoints = 0;
  readonly raw: IncomingMessage;
  #controller: AbortController | undefined;
  readonly #request: FastifyRequest;
  readonly #answer: ServerResponse;
  readonly #open: OpenRequests;

  constructor(reply: FastifyReply, open: OpenRequests) {
    this.#request = reply.request;
    this.raw = this.#request.raw;
    this.params = this.#request.params;
    this.query = this.#request.query;
    this.#answer = reply.raw;
    this.#open = open;
  }

  get method(): string {
    return this.#request.method;
  }

  get target(): string {
    return this.raw.url ?? '';
  }

  get ip(): string {
    return this.#request.ip;
  }

  /** User ID, server name or ID of the application service; empty when nobody had to say. */
  get requesterName(): string {
    const { requester } = this;
    if (!requester) return '';
    switch (requester.scheme) {
      case 'x-matrix':
        return requester.origin;
      case 'appservice':
        return requester.appserviceId;
      default:
        return requester.userId;
    }
  }

  get userAgent(): string {
    return this.header('user-agent');
  }

  costs(points: number): void {
    this.furtherPoints += points;
  }

  header(name: string): string {
    // Fastify must not see the content type (HttpAdapter), so it is only among the raw headers.
    if (name === 'content-type') return this.headers(name)[0] ?? '';
    const value = this.raw.headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? '');
  }

  headers(name: string): readonly string[] {
    const { rawHeaders } = this.raw;
    return rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
  }

  get signal(): AbortSignal {
    this.#controller ??= this.#listen();
    return this.#controller.signal;
  }

  /** The handler is done with the body. @returns whether it let a part lie, so that the connection cannot be kept */
  leaveBody(): boolean {
    if (!(this.body instanceof LimitedBody)) return false;
    this.body.destroy();
    return !this.raw.complete;
  }

  #listen(): AbortController {
    const controller = this.#open.open();
    // 'close' also comes after a whole answer; nothing is aborted then.
    this.#answer.once('close', () => {
      this.#open.forget(controller);
      if (!this.#answer.writableFinished) controller.abort(new ClientGoneError());
    });
    return controller;
  }
}
