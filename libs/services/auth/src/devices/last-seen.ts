import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Postgres } from '@chappe/postgres';
import { CLOCK, OneAtATime, type Clock } from '@chappe/runtime';
import { LAST_SEEN_FLUSH_MS, LAST_SEEN_PENDING_MAX } from '../auth.limits.js';
import { AuthTelemetry } from '../auth.telemetry.js';
import type { Sighting } from './device.js';
import { DevicesStore } from './devices.store.js';

/** Gathers when devices were in use and writes it now and then, many rows in one statement: no request waits for it. */
@Injectable()
export class LastSeen implements OnModuleInit, BeforeApplicationShutdown {
  #pending = new Map<string, Sighting>();
  readonly #flushing = new OneAtATime(() => this.flush());
  #stop: () => void = () => undefined;

  constructor(
    private readonly store: DevicesStore,
    private readonly postgres: Postgres,
    private readonly telemetry: AuthTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.#stop = this.clock.every(LAST_SEEN_FLUSH_MS, () => void this.#flushing.run());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop();
    await this.#flushing.idle();
    await this.flush();
  }

  /** Notes that a device is in use now. */
  note(userId: string, deviceId: string): void {
    // A NUL is in no identifier.
    const key = `${userId}\0${deviceId}`;
    if (this.#pending.size >= LAST_SEEN_PENDING_MAX && !this.#pending.has(key)) return;
    this.#pending.set(key, { userId, deviceId, atMs: this.clock.nowMs() });
  }

  /** Writes what was noted. A failure loses these sightings, which the next use makes good, and is reported. */
  async flush(): Promise<void> {
    const sightings = [...this.#pending.values()];
    this.#pending = new Map();
    if (sightings.length === 0) return;
    try {
      await this.store.see(this.postgres, sightings);
    } catch (error) {
      this.telemetry.lastSeenLost(sightings.length, error);
    }
  }
}
