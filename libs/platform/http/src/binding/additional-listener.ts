import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer, type Server as SocketServer } from 'node:net';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { configOf } from '@chappe/config';
import { listenAddress, Shutdown } from '@chappe/runtime';
import { type HttpConfig, httpSection } from '../http.config.js';
import { HttpTelemetry } from '../http.telemetry.js';

/** Takes connections on `http.additionalPort` and hands them to the one HTTP server. */
@Injectable()
export class AdditionalListener implements OnModuleInit, OnModuleDestroy {
  #listener: SocketServer | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly shutdown: Shutdown,
    private readonly telemetry: HttpTelemetry,
    @Inject(configOf(httpSection)) private readonly config: HttpConfig,
  ) {}

  onModuleInit(): void {
    this.shutdown.add({ phase: 'stopAccepting', name: 'http additional port', work: () => this.#close() });
  }

  onModuleDestroy(): void {
    this.#close();
  }

  /** Listens if it shall; call it when the HTTP server itself does. @throws EADDRINUSE and the like */
  async listen(): Promise<void> {
    const { additionalPort, bind, connectionsMax } = this.config;
    if (additionalPort === undefined) return;
    const listener = createServer((socket) => this.#server().emit('connection', socket));
    // A bound of its own: the HTTP server does not count connections that it is handed.
    listener.maxConnections = connectionsMax;
    listener.on('drop', () => this.telemetry.connectionRefused());
    this.#listener = listener;
    listener.listen(additionalPort, listenAddress(bind));
    await once(listener, 'listening');
  }

  #close(): void {
    this.#listener?.close();
    this.#listener = undefined;
  }

  #server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }
}
