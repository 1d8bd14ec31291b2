import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AuthTelemetryModule } from '../auth-telemetry.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { InteractiveAuthModule } from '../interactive-auth/interactive-auth.module.js';
import { LoginModule } from '../login/login.module.js';
import { RegistrationTokensModule } from '../registration-tokens/registration-tokens.module.js';
import { AdmitRegistration } from './admit-registration.js';
import { CreateAccount } from './create-account.js';
import { Register } from './register.js';
import { RegistrationEndpoints } from './registration.endpoints.js';
import { RepeatRegistration } from './repeat-registration.js';

/** Account registration (Client-Server API). */
@Module({
  imports: [
    AccountsModule,
    AuthTelemetryModule,
    DevicesModule,
    InteractiveAuthModule,
    LoginModule,
    RegistrationTokensModule,
  ],
  providers: [RegistrationEndpoints, Register, AdmitRegistration, CreateAccount, RepeatRegistration],
})
export class RegistrationModule {}
