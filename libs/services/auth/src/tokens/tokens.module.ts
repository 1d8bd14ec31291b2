import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AuthTelemetryModule } from '../auth-telemetry.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { AccessTokensStore } from './access-tokens.store.js';
import { FirstUse } from './first-use.js';
import { Refresh } from './refresh.js';
import { RefreshTokensStore } from './refresh-tokens.store.js';
import { TokenMint } from './token-mint.js';
import { TokenRotation } from './token-rotation.js';
import { TokensEndpoints } from './tokens.endpoints.js';
import { Tokens } from './tokens.js';
import { TokensRpcs } from './tokens.rpcs.js';

/** Access tokens and refresh tokens (Client-Server API, "Refreshing access tokens"). */
@Module({
  imports: [AccountsModule, AuthTelemetryModule, DevicesModule],
  providers: [
    TokensEndpoints,
    TokensRpcs,
    Tokens,
    Refresh,
    TokenRotation,
    FirstUse,
    TokenMint,
    AccessTokensStore,
    RefreshTokensStore,
  ],
  exports: [Tokens],
})
export class TokensModule {}
