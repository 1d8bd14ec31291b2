import type { DeviceId, UserId } from '@chappe/events';
import type { BodyOf, register } from '@chappe/matrix-api';
import type { ClientAddress } from '../devices/device.js';
import type { OpenedSession } from '../login/sessions.js';

/** What a client asks for at POST /register, without `auth`. */
export type RegistrationParameters = Omit<BodyOf<typeof register>, 'auth'>;

/** The same, as it is carried out. */
export interface RegistrationRequest {
  /** Undefined: we choose a user ID. */
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly deviceId: DeviceId | undefined;
  readonly displayName: string | undefined;
  /** The account is made, but no session is opened. */
  readonly inhibitLogin: boolean;
  readonly canRefresh: boolean;
  readonly client: ClientAddress;
}

/** What came of it. */
export interface Registered {
  readonly userId: UserId;
  /** Undefined when the client wanted none. */
  readonly session: OpenedSession | undefined;
}

/** The parameters that we know: others are neither kept with a session nor make a request another one. */
export function knownParameters(body: RegistrationParameters): RegistrationParameters {
  const { username, password, device_id, initial_device_display_name, inhibit_login, refresh_token } = body;
  const known = { username, password, device_id, initial_device_display_name, inhibit_login, refresh_token };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

export function readParameters(parameters: RegistrationParameters, client: ClientAddress): RegistrationRequest {
  return {
    username: parameters.username,
    password: parameters.password,
    deviceId: parameters.device_id,
    displayName: parameters.initial_device_display_name,
    inhibitLogin: parameters.inhibit_login ?? false,
    canRefresh: parameters.refresh_token ?? false,
    client,
  };
}
