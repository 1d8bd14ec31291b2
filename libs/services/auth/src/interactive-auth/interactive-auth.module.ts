import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AuthTelemetryModule } from '../auth-telemetry.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { RegistrationTokensModule } from '../registration-tokens/registration-tokens.module.js';
import { ExpiredInteractiveSessions } from './expired-interactive-sessions.js';
import { InteractiveAuth } from './interactive-auth.js';
import { InteractiveAuthRpcs } from './interactive-auth.rpcs.js';
import { InteractiveSessions } from './interactive-sessions.js';
import { InteractiveSessionsStore } from './interactive-sessions.store.js';
import { Stages } from './stages.js';

/** User-interactive authentication (Client-Server API). */
@Module({
  imports: [AccountsModule, AuthTelemetryModule, CredentialsModule, RegistrationTokensModule],
  providers: [
    InteractiveAuthRpcs,
    InteractiveAuth,
    InteractiveSessions,
    Stages,
    ExpiredInteractiveSessions,
    InteractiveSessionsStore,
  ],
  exports: [InteractiveAuth, InteractiveSessions],
})
export class InteractiveAuthModule {}
