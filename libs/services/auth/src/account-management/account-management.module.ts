import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AuthTelemetryModule } from '../auth-telemetry.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { InteractiveAuthModule } from '../interactive-auth/interactive-auth.module.js';
import { AccountChanges } from './account-changes.js';
import { AccountManagementEndpoints } from './account-management.endpoints.js';
import { AccountManagementRpcs } from './account-management.rpcs.js';

/** Account management (Client-Server API). */
@Module({
  imports: [AccountsModule, AuthTelemetryModule, DevicesModule, InteractiveAuthModule],
  providers: [AccountManagementEndpoints, AccountManagementRpcs, AccountChanges],
})
export class AccountManagementModule {}
