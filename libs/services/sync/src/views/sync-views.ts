import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { MatrixError } from '@chappe/matrix-api';
import { Backoff, heapShare, type Clock } from '@chappe/runtime';
import { SyncTelemetry } from '../sync.telemetry.js';
import { syncSection, type SyncConfig } from '../sync.config.js';
import { VIEWS_HEAP_PART } from '../sync.limits.js';
import { SyncServices } from './sync-services.js';
import { Views } from './views.js';

/** Between tries to build views anew while the database is away. */
const RESTART_PAUSES = { firstMs: 100, maxMs: 2_000 };

/** Starts the views when the log is open and ends them before the server stops listening to its clients. */
@Injectable()
export class SyncViews implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #views: Views | undefined;
  #isEnding = false;

  constructor(
    private readonly services: SyncServices,
    private readonly telemetry: SyncTelemetry,
    @Inject(configOf(syncSection)) private readonly config: SyncConfig,
  ) {}

  /** @throws MatrixError (503) while they are being built */
  get current(): Views {
    if (!this.#views) throw MatrixError.unavailable('the server is starting');
    return this.#views;
  }

  async onApplicationBootstrap(): Promise<void> {
    this.telemetry.watch(() => ({
      rooms: this.#views?.rooms.loadedCount ?? 0,
      roomBytes: this.#views?.rooms.bytes ?? 0,
      roomsUnserved: this.#views?.rooms.unservedCount ?? 0,
      users: this.#views?.users.count ?? 0,
    }));
    await this.#start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isEnding = true;
    await this.#views?.close();
  }

  async #start(): Promise<void> {
    const { services, telemetry, config } = this;
    const ports = {
      ...services.ports(),
      reports: telemetry,
      viewBytesMax: Math.min(config.viewBytesMax, heapShare(VIEWS_HEAP_PART)),
      userIdleMs: config.userIdleMs,
    };
    this.#views = await Views.start(ports, () => void this.#startAnew(ports.clock));
    if (this.#isEnding) await this.#views.close();
  }

  /** What the views show is lost, so nobody is answered until others are there. */
  async #startAnew(clock: Clock): Promise<void> {
    const lost = this.#views;
    this.#views = undefined;
    await lost?.close();
    const backoff = new Backoff(clock, RESTART_PAUSES);
    while (!this.#isEnding && !this.#views) {
      try {
        await this.#start();
      } catch (error) {
        this.telemetry.startFailed(error);
        await backoff.pause();
      }
    }
  }
}
