import { Injectable } from '@nestjs/common';
import type { KeyCounts } from '@chappe/contracts';
import type { Tx } from '@chappe/postgres';
import type { DeviceName } from '../published-keys/device-key.store.js';
import { FallbackKeyStore } from './fallback-key.store.js';
import { OneTimeKeyStore } from './one-time-key.store.js';

/** Counts of a device. */
export interface DeviceKeyCounts extends DeviceName, KeyCounts {}

/** How many keys devices have left to give (Client-Server API, "Extensions to /sync" of end-to-end encryption). */
@Injectable()
export class KeyCounter {
  constructor(
    private readonly oneTimeKeys: OneTimeKeyStore,
    private readonly fallbackKeys: FallbackKeyStore,
  ) {}

  /** One answer per device, in the order given. */
  async count(db: Tx, partition: number, devices: readonly DeviceName[]): Promise<DeviceKeyCounts[]> {
    if (devices.length === 0) return [];
    const answers = new Map(devices.map((device) => [nameOf(device), { ...device, ...noKeys() }]));
    for (const row of await this.oneTimeKeys.count(db, partition, devices)) {
      const answer = answers.get(nameOf(row));
      if (answer) answer.oneTimeKeys[row.algorithm] = row.count;
    }
    for (const row of await this.fallbackKeys.unused(db, partition, devices)) {
      answers.get(nameOf(row))?.unusedFallbackKeyTypes.push(row.algorithm);
    }
    return [...answers.values()];
  }
}

function noKeys(): KeyCounts {
  return { oneTimeKeys: {}, unusedFallbackKeyTypes: [] };
}

function nameOf(device: DeviceName): string {
  return `${device.userId} ${device.deviceId}`;
}
