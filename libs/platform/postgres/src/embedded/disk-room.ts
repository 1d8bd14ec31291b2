import { existsSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, OneAtATime, type Randomness } from '@chappe/runtime';
import type { Outage } from '@chappe/telemetry';
import { DiskFullError } from './disk-full-error.js';
import { freeBytesAt, MIB } from './free-bytes.js';
import { DISK_CHECK_PERIOD_MS, FREE_AGAIN_BYTES, FREE_BYTES_MIN, RESERVE_BYTES } from './embedded.limits.js';

/** Injection token of the {@link DiskRoom} of a process; absent where the database is on another machine. */
export const DISK_ROOM = 'chappe:postgres:disk-room';

export interface DiskRoomOptions {
  /** Where the database is. */
  readonly folder: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/**
 * Watches the disk of an embedded server. While there is little room nothing is to be stored, so that what is there can
 * still be read; a reserve is given up when the server needs it to come up again.
 */
export class DiskRoom {
  readonly #reserve: string;
  readonly #looks = new OneAtATime(() => this.#look());
  #isFull = false;
  #outage: Pick<Outage, 'failed' | 'worked'> | undefined;
  #stop: (() => void) | undefined;

  constructor(private readonly options: DiskRoomOptions) {
    this.#reserve = join(options.folder, 'reserve');
  }

  /** @throws DiskFullError while nothing may be stored */
  check(): void {
    if (this.#isFull) throw new DiskFullError('the disk is full');
  }

  /** Begins to look, and to keep a reserve. @param outage is told */
  watch(outage: Pick<Outage, 'failed' | 'worked'>): void {
    this.#outage = outage;
    void this.#looks.run();
    this.#stop = this.options.clock.every(DISK_CHECK_PERIOD_MS, () => void this.#looks.run());
  }

  close(): void {
    this.#stop?.();
  }

  /** For a server that has ended or starts: gives the reserve up when there is little else. */
  giveUpReserve(): void {
    if (!existsSync(this.#reserve) || freeBytesAt(this.options.folder) >= RESERVE_BYTES) return;
    this.#isFull = true;
    rmSync(this.#reserve, { force: true });
  }

  async #look(): Promise<void> {
    try {
      const freeBytes = freeBytesAt(this.options.folder);
      const enoughBytes = FREE_AGAIN_BYTES + (existsSync(this.#reserve) ? 0 : RESERVE_BYTES);
      if (freeBytes < FREE_BYTES_MIN) this.#isFull = true;
      else if (freeBytes >= enoughBytes) {
        await this.#keepReserve();
        this.#isFull = false;
      }
      if (this.#isFull) this.#outage?.failed(new DiskFullError(`only ${Math.floor(freeBytes / MIB)} MiB are free`));
      else this.#outage?.worked();
    } catch (error) {
      // As where a quota is reached of which the numbers of the disk say nothing.
      this.#isFull = true;
      this.#outage?.failed(error);
    }
  }

  async #keepReserve(): Promise<void> {
    if (existsSync(this.#reserve)) return;
    const draft = `${this.#reserve}.new`;
    try {
      await this.#write(draft);
      await rename(draft, this.#reserve);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** Of chance: of anything else a file system that compresses would keep nothing. */
  async #write(path: string): Promise<void> {
    const file = await open(path, 'w', 0o600);
    try {
      const bytes = this.options.randomness.bytes(MIB);
      for (let at = 0; at < RESERVE_BYTES; at += MIB) await file.writeFile(bytes);
    } finally {
      await file.close();
    }
  }
}
