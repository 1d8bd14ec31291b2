import type { Server } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CLOCK, type Clock, Shutdown } from '@chappe/runtime';
import { DRAIN_MS_MAX } from '../http.limits.js';
import { OpenRequests } from './open-requests.js';

/** Ends HTTP in order: no new connections, long polls answer at once, the rest gets {@link DRAIN_MS_MAX}. */
@Injectable()
export class HttpShutdown implements OnModuleInit, OnModuleDestroy {
  constructor(
    private readonly shutdown: Shutdown,
    private readonly host: HttpAdapterHost,
    private readonly open: OpenRequests,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.shutdown.add({ phase: 'stopAccepting', name: 'http', work: () => this.#stopAccepting() });
    this.shutdown.add({ phase: 'drain', name: 'http', work: () => this.#drain() });
  }

  /** Nest's own end, without {@link Shutdown}: it waits for requests under way, so long polls must give up. */
  onModuleDestroy(): void {
    this.open.closeAll();
  }

  #stopAccepting(): void {
    this.open.closeAll();
    const server = this.#server();
    if (server.listening) server.close();
    server.closeIdleConnections();
  }

  async #drain(): Promise<void> {
    const server = this.#server();
    const cancel = this.clock.after(DRAIN_MS_MAX, () => server.closeAllConnections());
    await this.open.idle();
    cancel();
    server.closeIdleConnections();
  }

  #server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }
}
