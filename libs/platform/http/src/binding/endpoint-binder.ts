import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, HttpAdapterHost } from '@nestjs/core';
import { type EndpointDefinition, type ListenerName, MatrixError } from '@chappe/matrix-api';
import { decoratedMethods } from '@chappe/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { type AuthScheme, findAuthSchemes } from '../access/auth-scheme.js';
import { answerError, answerPreflight, answerWith } from '../answer/answers.js';
import { ENDPOINT_METADATA } from '../endpoint.js';
import { OperationRoutes } from '../operations/operation-routes.js';
import { type AnyEndpointMethod, BoundEndpoint } from './bound-endpoint.js';
import { endpointPaths } from './endpoint-paths.js';
import { EndpointServer } from './endpoint-server.js';
import { Listeners } from './listeners.js';

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH'] as const satisfies readonly HTTPMethods[];
/** Who serves GET serves HEAD: the same without its body (RFC 9110 section 9.3.2). */
const READING: HTTPMethods[] = ['GET', 'HEAD'];

interface Place {
  readonly listener: ListenerName;
  readonly url: string;
}

/** Finds the handlers among the providers by their {@link ENDPOINT_METADATA} and registers their routes. */
@Injectable()
export class EndpointBinder implements OnModuleInit {
  /** Methods served by listener and path. */
  readonly #served = new Map<ListenerName, Map<string, Set<string>>>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly host: HttpAdapterHost,
    private readonly server: EndpointServer,
    private readonly operations: OperationRoutes,
    private readonly listeners: Listeners,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    this.listeners.prepare(fastify);
    const schemes = findAuthSchemes(this.discovery);
    for (const { value, invoke } of decoratedMethods<EndpointDefinition>(this.discovery, ENDPOINT_METADATA)) {
      this.#bind(fastify, new BoundEndpoint(value, invoke as AnyEndpointMethod, schemeOf(value, schemes)));
    }
    this.#bindOperations(fastify);
    for (const [listener, paths] of this.#served) {
      for (const [url, methods] of paths) this.#bindOtherMethods(fastify, { listener, url }, methods);
    }
    fastify.setNotFoundHandler((request, reply) => {
      if (request.method === 'OPTIONS') answerPreflight(reply);
      else this.server.refuseUnrecognized(reply, MatrixError.unrecognized());
    });
    fastify.setErrorHandler((error, request, reply) => {
      this.server.refuseUnexpected(reply, error, request.routeOptions.url ?? '');
    });
  }

  #bind(fastify: FastifyInstance, endpoint: BoundEndpoint): void {
    const { name, method, listener = 'client' } = endpoint.definition;
    const methods = method === 'GET' ? READING : [method];
    const servedOn = this.listeners.servedOn(listener);
    for (const url of endpointPaths(endpoint.definition)) {
      this.#claim({ listener: servedOn, url }, methods, name);
      const handler = this.server.servingAt(url, endpoint);
      fastify.route({ method: methods, url, ...this.listeners.optionsOf(servedOn), handler });
    }
  }

  #bindOperations(fastify: FastifyInstance): void {
    const listener = this.listeners.servedOn('metrics');
    for (const route of this.operations.routes()) {
      this.#claim({ listener, url: route.path }, READING, route.path);
      const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
        try {
          await answerWith(reply, await route.answer(request), false);
        } catch (error) {
          if (!(error instanceof MatrixError)) throw error;
          answerError(reply, error, false);
        }
      };
      fastify.route({ method: READING, url: route.path, ...this.listeners.optionsOf(listener), handler });
    }
  }

  /** A known path with a wrong method is 405 M_UNRECOGNIZED (client-server-api/#common-error-codes). */
  #bindOtherMethods(fastify: FastifyInstance, { listener, url }: Place, methods: ReadonlySet<string>): void {
    const options = this.listeners.optionsOf(listener);
    const others = METHODS.filter((method) => !methods.has(method));
    const allow = [...methods, 'OPTIONS'].join(', ');
    fastify.route({
      ...options,
      method: others,
      url,
      handler: (_request, reply) => this.server.refuseUnrecognized(reply, MatrixError.unrecognized(405), { allow }),
    });
    fastify.route({ ...options, method: 'OPTIONS', url, handler: (_request, reply) => answerPreflight(reply) });
  }

  #claim({ listener, url }: Place, claimed: readonly string[], name: string): void {
    const paths = this.#served.get(listener) ?? new Map<string, Set<string>>();
    const methods = paths.get(url) ?? new Set();
    for (const method of claimed) {
      if (methods.has(method)) throw new Error(`${name}: ${method} ${url} is bound twice`);
      methods.add(method);
    }
    this.#served.set(listener, paths.set(url, methods));
  }
}

/** @throws Error when nobody in this process can tell who asks */
function schemeOf(
  { name, auth }: EndpointDefinition,
  schemes: ReadonlyMap<string, AuthScheme>,
): AuthScheme | undefined {
  if (auth.scheme === 'none') return undefined;
  const scheme = schemes.get(auth.scheme);
  if (!scheme) throw new Error(`${name}: nothing in this process authenticates "${auth.scheme}"`);
  return scheme;
}
