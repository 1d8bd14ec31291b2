import { Module } from '@nestjs/common';
import { AccountsModule } from './accounts.module.js';
import { AuthTelemetry } from './auth.telemetry.js';
import { AuthorizeInteractivelyRpc } from './authorize-interactively/authorize-interactively.rpc.js';
import { ChangePassword } from './change-password/change-password.js';
import { ChangePasswordEndpoint } from './change-password/change-password.endpoint.js';
import { CheckRegistrationTokenEndpoint } from './check-registration-token/check-registration-token.endpoint.js';
import { CheckUsernameEndpoint } from './check-username/check-username.endpoint.js';
import { Credentials } from './credentials/credentials.js';
import { DeactivateAccount } from './deactivate-account/deactivate-account.js';
import { DeactivateAccountEndpoint } from './deactivate-account/deactivate-account.endpoint.js';
import { DeleteDeviceEndpoint } from './delete-device/delete-device.endpoint.js';
import { DeleteDevicesEndpoint } from './delete-devices/delete-devices.endpoint.js';
import { Devices } from './devices/devices.js';
import { DevicesStore } from './devices/devices.store.js';
import { LastSeen } from './devices/last-seen.js';
import { FindUsersRpc } from './find-users/find-users.rpc.js';
import { GetDeviceEndpoint } from './get-device/get-device.endpoint.js';
import { GetDevicesEndpoint } from './get-devices/get-devices.endpoint.js';
import { GetLoginFlowsEndpoint } from './get-login-flows/get-login-flows.endpoint.js';
import { ExpiredSessions } from './interactive-auth/expired-sessions.js';
import { InteractiveAuth } from './interactive-auth/interactive-auth.js';
import { InteractiveSessionsStore } from './interactive-auth/interactive-sessions.store.js';
import { Stages } from './interactive-auth/stages.js';
import { IntrospectToken } from './introspect-token/introspect-token.js';
import { IntrospectTokenRpc } from './introspect-token/introspect-token.rpc.js';
import { ListDevicesOfUsersRpc } from './list-devices-of-users/list-devices-of-users.rpc.js';
import { LogIn } from './log-in/log-in.js';
import { LogInEndpoint } from './log-in/log-in.endpoint.js';
import { LogOutEndpoint } from './log-out/log-out.endpoint.js';
import { LogOutEverywhereEndpoint } from './log-out-everywhere/log-out-everywhere.endpoint.js';
import { RefreshSession } from './refresh-token/refresh-session.js';
import { RefreshTokenEndpoint } from './refresh-token/refresh-token.endpoint.js';
import { CreateAccount } from './register/create-account.js';
import { Register } from './register/register.js';
import { RegisterEndpoint } from './register/register.endpoint.js';
import { RenameDevice } from './rename-device/rename-device.js';
import { RenameDeviceEndpoint } from './rename-device/rename-device.endpoint.js';
import { EndSessions } from './sessions/end-sessions.js';
import { SessionWriter } from './session-log/session-writer.js';
import { Sessions } from './sessions/sessions.js';
import { AccessTokensStore } from './tokens/access-tokens.store.js';
import { FirstUse } from './tokens/first-use.js';
import { RefreshTokensStore } from './tokens/refresh-tokens.store.js';
import { TokenMint } from './tokens/token-mint.js';
import { TokenRotation } from './tokens/token-rotation.js';
import { Tokens } from './tokens/tokens.js';
import { WhoAmIEndpoint } from './who-am-i/who-am-i.endpoint.js';

const nouns = [
  AuthTelemetry,
  DevicesStore,
  Devices,
  LastSeen,
  AccessTokensStore,
  RefreshTokensStore,
  TokenMint,
  Tokens,
  TokenRotation,
  FirstUse,
  SessionWriter,
  Sessions,
  EndSessions,
  Credentials,
  InteractiveSessionsStore,
  Stages,
  InteractiveAuth,
  ExpiredSessions,
];

const useCases = [
  ChangePassword,
  CreateAccount,
  DeactivateAccount,
  IntrospectToken,
  LogIn,
  RefreshSession,
  Register,
  RenameDevice,
];

const endpoints = [
  ChangePasswordEndpoint,
  CheckRegistrationTokenEndpoint,
  CheckUsernameEndpoint,
  DeactivateAccountEndpoint,
  DeleteDeviceEndpoint,
  DeleteDevicesEndpoint,
  GetDeviceEndpoint,
  GetDevicesEndpoint,
  GetLoginFlowsEndpoint,
  LogInEndpoint,
  LogOutEndpoint,
  LogOutEverywhereEndpoint,
  RefreshTokenEndpoint,
  RegisterEndpoint,
  RenameDeviceEndpoint,
  WhoAmIEndpoint,
];

const rpcs = [AuthorizeInteractivelyRpc, FindUsersRpc, IntrospectTokenRpc, ListDevicesOfUsersRpc];

/**
 * The auth service: accounts, devices and their tokens, login and registration. Needs the global modules of the
 * platform (configuration, runtime, telemetry, PostgreSQL, event log, HTTP).
 */
@Module({
  imports: [AccountsModule],
  providers: [...nouns, ...useCases, ...endpoints, ...rpcs],
  exports: [AccountsModule],
})
export class AuthModule {}
