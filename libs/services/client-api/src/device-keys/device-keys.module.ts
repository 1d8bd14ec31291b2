import { Module } from '@nestjs/common';
import { ClientApiTelemetryModule } from '../client-api-telemetry.module.js';
import { PublishedKeysModule } from '../published-keys/published-keys.module.js';
import { UsersModule } from '../users/users.module.js';
import { DeviceKeysEndpoints } from './device-keys.endpoints.js';
import { DeviceKeys } from './device-keys.js';
import { KeyClaims } from './key-claims.js';
import { OneTimeKeyStore } from './one-time-key.store.js';

/** Uploading and claiming the keys of devices (Client-Server API, "End-to-End Encryption"). */
@Module({
  imports: [ClientApiTelemetryModule, PublishedKeysModule, UsersModule],
  providers: [DeviceKeysEndpoints, DeviceKeys, KeyClaims, OneTimeKeyStore],
  exports: [DeviceKeys, OneTimeKeyStore],
})
export class DeviceKeysModule {}
