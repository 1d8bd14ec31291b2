import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Requester } from '../endpoint.js';
import { ClientGoneError } from './client-gone-error.js';
import type { OpenRequests } from './open-requests.js';

/** What the handler's request needs beside Fastify's. */
export interface CheckedParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly requester: Requester | undefined;
  readonly accessToken: string;
}

/** The request that handlers see. What few of them use is made when it is asked for. */
export class BoundRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly requester: Requester | undefined;
  readonly accessToken: string;
  #controller: AbortController | undefined;
  readonly #raw: FastifyRequest;
  readonly #answer: ServerResponse;
  readonly #open: OpenRequests;

  constructor(reply: FastifyReply, parts: CheckedParts, open: OpenRequests) {
    this.params = parts.params;
    this.query = parts.query;
    this.body = parts.body;
    this.requester = parts.requester;
    this.accessToken = parts.accessToken;
    this.#raw = reply.request;
    this.#answer = reply.raw;
    this.#open = open;
  }

  get ip(): string {
    return this.#raw.ip;
  }

  get userAgent(): string {
    return this.#raw.headers['user-agent'] ?? '';
  }

  header(name: string): string {
    const value = this.#raw.headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? '');
  }

  get signal(): AbortSignal {
    this.#controller ??= this.#listen();
    return this.#controller.signal;
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
