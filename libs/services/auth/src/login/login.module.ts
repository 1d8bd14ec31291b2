import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AuthTelemetryModule } from '../auth-telemetry.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { LogIn } from './log-in.js';
import { LoginEndpoints } from './login.endpoints.js';
import { Sessions } from './sessions.js';

/** Legacy login and logout (Client-Server API). */
@Module({
  imports: [AccountsModule, AuthTelemetryModule, CredentialsModule, DevicesModule, TokensModule],
  providers: [LoginEndpoints, LogIn, Sessions],
  exports: [Sessions],
})
export class LoginModule {}
