import { Injectable } from '@nestjs/common';
import { DeviceKeyStore } from '../published-keys/device-key.store.js';
import { FallbackKeyStore } from './fallback-key.store.js';
import { KeyCounter } from './key-counter.js';
import { OneTimeKeyStore } from './one-time-key.store.js';

/** The tables of the keys of devices, together. */
@Injectable()
export class DeviceKeyRows {
  constructor(
    readonly identity: DeviceKeyStore,
    readonly oneTime: OneTimeKeyStore,
    readonly fallback: FallbackKeyStore,
    readonly counter: KeyCounter,
  ) {}
}
