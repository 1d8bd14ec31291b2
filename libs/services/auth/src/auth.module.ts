import { Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { AuthTelemetry } from './auth.telemetry.js';
import { AuthorizeInteractivelyRpc } from './interactive-auth/authorize-interactively.rpc.js';
import { ChangePassword } from './account-management/change-password.js';
import { ChangePasswordEndpoint } from './account-management/change-password.endpoint.js';
import { CheckRegistrationTokenEndpoint } from './registration/check-registration-token.endpoint.js';
import { CheckUsernameEndpoint } from './registration/check-username.endpoint.js';
import { Credentials } from './credentials/credentials.js';
import { DeactivateAccount } from './account-management/deactivate-account.js';
import { DeactivateAccountEndpoint } from './account-management/deactivate-account.endpoint.js';
import { DeleteDeviceEndpoint } from './devices/delete-device.endpoint.js';
import { DeleteDevicesEndpoint } from './devices/delete-devices.endpoint.js';
import { Devices } from './devices/devices.js';
import { DevicesStore } from './devices/devices.store.js';
import { LastSeen } from './devices/last-seen.js';
import { FindUsersRpc } from './account-management/find-users.rpc.js';
import { GetDeviceEndpoint } from './devices/get-device.endpoint.js';
import { GetDevicesEndpoint } from './devices/get-devices.endpoint.js';
import { GetLoginFlowsEndpoint } from './login/get-login-flows.endpoint.js';
import { ExpiredSessions } from './interactive-auth/expired-sessions.js';
import { InteractiveAuth } from './interactive-auth/interactive-auth.js';
import { InteractiveSessionsStore } from './interactive-auth/interactive-sessions.store.js';
import { Stages } from './interactive-auth/stages.js';
import { IntrospectToken } from './tokens/introspect-token.js';
import { IntrospectTokenRpc } from './tokens/introspect-token.rpc.js';
import { ListDevicesOfUsersRpc } from './devices/list-devices-of-users.rpc.js';
import { LogIn } from './login/log-in.js';
import { LogInEndpoint } from './login/log-in.endpoint.js';
import { LogOutEndpoint } from './login/log-out.endpoint.js';
import { LogOutEverywhereEndpoint } from './login/log-out-everywhere.endpoint.js';
import { RefreshSession } from './tokens/refresh-session.js';
import { RefreshTokenEndpoint } from './tokens/refresh-token.endpoint.js';
import { CreateAccount } from './registration/create-account.js';
import { Register } from './registration/register.js';
import { RegisterEndpoint } from './registration/register.endpoint.js';
import { RenameDevice } from './devices/rename-device.js';
import { RenameDeviceEndpoint } from './devices/rename-device.endpoint.js';
import { EndSessions } from './devices/device-changes.js';
import { SessionWriter } from './devices/session-writer.js';
import { Sessions } from './login/sessions.js';
import { AccessTokensStore } from './tokens/access-tokens.store.js';
import { FirstUse } from './tokens/first-use.js';
import { RefreshTokensStore } from './tokens/refresh-tokens.store.js';
import { TokenMint } from './tokens/token-mint.js';
import { TokenRotation } from './tokens/token-rotation.js';
import { Tokens } from './tokens/tokens.js';
import { WhoAmIEndpoint } from './account-management/who-am-i.endpoint.js';

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
