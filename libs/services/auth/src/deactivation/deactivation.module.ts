import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AuthTelemetryModule } from '../auth-telemetry.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { InteractiveAuthModule } from '../interactive-auth/interactive-auth.module.js';
import { DeactivateAccount } from './deactivate-account.js';
import { DeactivationHooks } from './deactivation-hooks.js';
import { DeactivationJobs } from './deactivation-jobs.js';
import { DeactivationStatusesModule } from './deactivation-statuses.module.js';
import { DeactivationEndpoints } from './deactivation.endpoints.js';
import { Deactivations } from './deactivations.js';

/** Account deactivation (Client-Server API), and what is done in all services after it. */
@Module({
  imports: [AccountsModule, AuthTelemetryModule, DeactivationStatusesModule, DevicesModule, InteractiveAuthModule],
  providers: [DeactivationEndpoints, DeactivateAccount, Deactivations, DeactivationJobs, DeactivationHooks],
})
export class DeactivationModule {}
