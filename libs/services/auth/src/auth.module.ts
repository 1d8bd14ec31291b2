import { Module } from '@nestjs/common';
import { AccountManagementModule } from './account-management/account-management.module.js';
import { DeactivationModule } from './deactivation/deactivation.module.js';
import { DevicesModule } from './devices/devices.module.js';
import { InteractiveAuthModule } from './interactive-auth/interactive-auth.module.js';
import { LoginModule } from './login/login.module.js';
import { RegistrationModule } from './registration/registration.module.js';
import { TokensModule } from './tokens/tokens.module.js';

/**
 * The auth service: accounts, devices and their tokens, login and registration. Needs the global modules of the
 * platform (configuration, runtime, telemetry, PostgreSQL, event log, HTTP).
 */
@Module({
  imports: [
    AccountManagementModule,
    DeactivationModule,
    DevicesModule,
    InteractiveAuthModule,
    LoginModule,
    RegistrationModule,
    TokensModule,
  ],
})
export class AuthModule {}
