import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { MatrixError } from '@chappe/matrix-api';
import { SyncTelemetry } from '../sync.telemetry.js';
import { syncSection, type SyncConfig } from '../sync.config.js';
import { SyncServices } from './sync-services.js';
import { Views } from './views.js';

/** Starts the views when the log is open and ends them before the server stops listening to its clients. */
@Injectable()
export class SyncViews implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #views: Views | undefined;

  constructor(
    private readonly services: SyncServices,
    private readonly telemetry: SyncTelemetry,
    @Inject(configOf(syncSection)) private readonly config: SyncConfig,
  ) {}

  /** @throws MatrixError (503) before the start */
  get current(): Views {
    if (!this.#views) throw MatrixError.unavailable('the server is starting');
    return this.#views;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { services, telemetry, config } = this;
    const views = await Views.start({
      ...services.ports(),
      reports: telemetry,
      viewBytesMax: config.viewBytesMax,
      userIdleMs: config.userIdleMs,
    });
    telemetry.watch(() => ({
      rooms: views.rooms.loadedCount,
      roomBytes: views.rooms.bytes,
      users: views.users.count,
    }));
    this.#views = views;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#views?.close();
  }
}
