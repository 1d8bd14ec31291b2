import type { Server } from 'node:http';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { configOf } from '@chappe/config';
import { type HttpConfig, httpSection } from '../http.config.js';
import { HttpTelemetry } from '../http.telemetry.js';

/** Bounds how many connections are open: a client that gets none tries again, elsewhere if there is a balancer. */
@Injectable()
export class OpenConnections implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly telemetry: HttpTelemetry,
    @Inject(configOf(httpSection)) private readonly config: HttpConfig,
  ) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.maxConnections = this.config.connectionsMax;
    server.on('drop', () => this.telemetry.connectionRefused());
  }
}
