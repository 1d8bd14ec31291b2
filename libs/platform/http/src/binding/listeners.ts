import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { createServer, type Server as SocketServer, type Socket } from 'node:net';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { configOf } from '@chappe/config';
import type { ListenerName } from '@chappe/matrix-api';
import { listenAddress, Shutdown } from '@chappe/runtime';
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { type HttpConfig, httpSection } from '../http.config.js';
import { HttpTelemetry } from '../http.telemetry.js';
import { AddressConnections } from '../limits/address-connections.js';

/** A TCP port beside the one of the HTTP server. */
interface OwnPort {
  readonly port: number;
  readonly connectionsMax: number;
}

/**
 * The ports by which requests come, each with a bound of its own on open connections: one that gets none tries again,
 * elsewhere if there is a balancer. Connections are handed to the one HTTP server, which remembers where they came in.
 */
@Injectable()
export class Listeners implements OnModuleInit, OnModuleDestroy {
  /** Connections that did not come in by the clients' ports. */
  readonly #cameBy = new WeakMap<Socket, ListenerName>();
  readonly #own: ReadonlyMap<ListenerName, OwnPort>;
  #open: SocketServer[] = [];

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly shutdown: Shutdown,
    private readonly telemetry: HttpTelemetry,
    @Inject(configOf(httpSection)) private readonly config: HttpConfig,
  ) {
    const { federation, admin, metrics } = config.listeners;
    this.#own = new Map(
      Object.entries({ federation, admin, metrics }).flatMap(([name, { port, connectionsMax }]) =>
        port === undefined ? [] : [[name as ListenerName, { port, connectionsMax }]],
      ),
    );
  }

  onModuleInit(): void {
    const { connectionsPerAddressMax: perAddressMax, trustedProxies: exempt } = this.config;
    const addresses = new AddressConnections({ perAddressMax, exempt });
    const server = this.#server();
    server.maxConnections = this.config.connectionsMax;
    server.on('drop', () => this.telemetry.connectionRefused());
    // Every connection comes by here, also one that another port hands over.
    server.prependListener('connection', (socket: Socket) => {
      if (addresses.admit(socket)) return;
      this.telemetry.connectionRefused();
      socket.destroy();
    });
    this.shutdown.add({ phase: 'stopAccepting', name: 'http listeners', work: () => this.#close() });
  }

  onModuleDestroy(): void {
    this.#close();
  }

  /** Where endpoints of this listener are served: the clients' port serves what has no port of its own. */
  servedOn(name: ListenerName): ListenerName {
    return this.#own.has(name) ? name : 'client';
  }

  /** Lets routes tell listeners apart; costs nothing while there is only one. Call it before {@link optionsOf}. */
  prepare(fastify: FastifyInstance): void {
    if (this.#own.size === 0) return;
    fastify.addConstraintStrategy({
      name: 'listener',
      mustMatchWhenDerived: true,
      storage: () => {
        const handlers = new Map();
        return { get: (name) => handlers.get(name) ?? null, set: (name, handler) => void handlers.set(name, handler) };
      },
      deriveConstraint: (request: IncomingMessage) => this.#cameBy.get(request.socket) ?? 'client',
    });
  }

  /** For a route that is served on one listener; elsewhere it does not exist. */
  optionsOf(servedOn: ListenerName): Pick<RouteShorthandOptions, 'constraints'> {
    return this.#own.size === 0 ? {} : { constraints: { listener: servedOn } };
  }

  /** Opens every port but that of the HTTP server; call it when that one listens. @throws EADDRINUSE and the like */
  async listen(): Promise<void> {
    const { additionalPort: port, connectionsMax } = this.config;
    if (port !== undefined) await this.#listen('client', { port, connectionsMax });
    for (const [name, own] of this.#own) await this.#listen(name, own);
  }

  async #listen(name: ListenerName, { port, connectionsMax }: OwnPort): Promise<void> {
    const listener = createServer((socket) => {
      if (name !== 'client') this.#cameBy.set(socket, name);
      this.#server().emit('connection', socket);
    });
    // The HTTP server does not count connections that it is handed.
    listener.maxConnections = connectionsMax;
    listener.on('drop', () => this.telemetry.connectionRefused());
    this.#open.push(listener);
    listener.listen(port, listenAddress(this.config.bind));
    await once(listener, 'listening');
  }

  #close(): void {
    for (const listener of this.#open) listener.close();
    this.#open = [];
  }

  #server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }
}
