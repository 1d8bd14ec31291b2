import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AuthTelemetryModule } from '../auth-telemetry.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { InteractiveAuthModule } from '../interactive-auth/interactive-auth.module.js';
import { DeviceChanges } from './device-changes.js';
import { DevicesEndpoints } from './devices.endpoints.js';
import { Devices } from './devices.js';
import { DevicesRpcs } from './devices.rpcs.js';
import { DevicesStore } from './devices.store.js';
import { LastSeen } from './last-seen.js';
import { SessionWriter } from './session-writer.js';

/** Device management (Client-Server API). */
@Module({
  imports: [AccountsModule, AuthTelemetryModule, CredentialsModule, InteractiveAuthModule],
  providers: [DevicesEndpoints, DevicesRpcs, DeviceChanges, Devices, DevicesStore, LastSeen, SessionWriter],
  exports: [DeviceChanges, Devices, LastSeen, SessionWriter],
})
export class DevicesModule {}
