import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, HttpAdapterHost } from '@nestjs/core';
import { type EndpointDefinition, MatrixError } from '@chappe/matrix-api';
import { decoratedMethods } from '@chappe/runtime';
import { type AuthScheme, findAuthSchemes } from '../access/auth-scheme.js';
import type { FastifyInstance, FastifyReply, HTTPMethods } from 'fastify';
import { answerError, answerPreflight, answerWith, unexpectedError } from '../answer/answers.js';
import { ENDPOINT_METADATA } from '../endpoint.js';
import { HttpTelemetry } from '../http.telemetry.js';
import { OperationRoutes } from '../operations/operation-routes.js';
import { type AnyEndpointHandler, BoundEndpoint } from './bound-endpoint.js';
import { endpointPaths } from './endpoint-paths.js';
import { EndpointServer } from './endpoint-server.js';

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH'] as const satisfies readonly HTTPMethods[];

/** Finds the handlers among the providers by their {@link ENDPOINT_METADATA} and registers their routes. */
@Injectable()
export class EndpointBinder implements OnModuleInit {
  /** Methods served under each path. */
  readonly #served = new Map<string, Set<string>>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly host: HttpAdapterHost,
    private readonly server: EndpointServer,
    private readonly operations: OperationRoutes,
    private readonly telemetry: HttpTelemetry,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    const schemes = findAuthSchemes(this.discovery);
    for (const { value, invoke } of decoratedMethods<EndpointDefinition>(this.discovery, ENDPOINT_METADATA)) {
      const handler = { handle: (request: unknown) => invoke(request) as Promise<unknown> };
      this.#bind(fastify, new BoundEndpoint(value, handler, schemeOf(value, schemes)));
    }
    for (const wrapper of this.discovery.getProviders()) {
      const definition = wrapper.metatype && readDefinition(wrapper.metatype);
      if (!definition) continue;
      const handler = wrapper.instance as AnyEndpointHandler;
      this.#bind(fastify, new BoundEndpoint(definition, handler, schemeOf(definition, schemes)));
    }
    this.#bindOperations(fastify);
    for (const [path, methods] of this.#served) this.#bindOtherMethods(fastify, path, methods);
    fastify.setNotFoundHandler((request, reply) => {
      if (request.method === 'OPTIONS') answerPreflight(reply);
      else this.#refuse(reply, MatrixError.unrecognized());
    });
    fastify.setErrorHandler((error, request, reply) => {
      this.telemetry.unexpected(error, { endpoint: request.routeOptions.url ?? '', requestId: request.id });
      answerError(reply, unexpectedError(), true);
    });
  }

  #bind(fastify: FastifyInstance, endpoint: BoundEndpoint): void {
    const { name, method } = endpoint.definition;
    for (const url of endpointPaths(endpoint.definition)) {
      this.#claim(url, method, name);
      fastify.route({ method, url, handler: (_request, reply) => this.server.serve(endpoint, reply) });
    }
  }

  #bindOperations(fastify: FastifyInstance): void {
    for (const route of this.operations.routes()) {
      this.#claim(route.path, 'GET', route.path);
      fastify.get(route.path, async (request, reply) => {
        try {
          await answerWith(reply, await route.answer(request), false);
        } catch (error) {
          if (!(error instanceof MatrixError)) throw error;
          answerError(reply, error, false);
        }
      });
    }
  }

  /** A known path with a wrong method is 405 M_UNRECOGNIZED (client-server-api/#common-error-codes). */
  #bindOtherMethods(fastify: FastifyInstance, url: string, methods: ReadonlySet<string>): void {
    const others = METHODS.filter((method) => !methods.has(method));
    const allow = [...methods, 'OPTIONS'].join(', ');
    fastify.route({
      method: others,
      url,
      handler: (_request, reply) => this.#refuse(reply, MatrixError.unrecognized(405), { allow }),
    });
    fastify.route({ method: 'OPTIONS', url, handler: (_request, reply) => answerPreflight(reply) });
  }

  #claim(url: string, method: string, name: string): void {
    const methods = this.#served.get(url) ?? new Set();
    if (methods.has(method)) throw new Error(`${name}: ${method} ${url} is bound twice`);
    this.#served.set(url, methods.add(method));
  }

  #refuse(reply: FastifyReply, error: MatrixError, headers: Readonly<Record<string, string>> = {}): void {
    const { errcode, message, status } = error;
    answerError(reply, new MatrixError(errcode, message, { status, headers }), false);
    const { id: requestId } = reply.request;
    this.telemetry.finished({ endpoint: 'unrecognized', status, durationMs: 0, requestId, requester: '' });
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

function readDefinition(target: object): EndpointDefinition | undefined {
  return Reflect.getMetadata(ENDPOINT_METADATA, target) as EndpointDefinition | undefined;
}
