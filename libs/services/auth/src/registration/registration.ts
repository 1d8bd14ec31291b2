import type { DeviceId, UserId } from '@chappe/events';
import type { ClientAddress } from '../devices/device.js';
import type { OpenedSession } from '../login/sessions.js';

/** What a client asks for at POST /register. */
export interface RegistrationRequest {
  /** Undefined: we choose a user ID. */
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly deviceId: DeviceId | undefined;
  readonly displayName: string | undefined;
  /** The account is made, but no session is opened. */
  readonly inhibitLogin: boolean;
  readonly canRefresh: boolean;
  /** The `auth` member of the body. */
  readonly auth: unknown;
  readonly client: ClientAddress;
}

/** What came of it. */
export interface Registered {
  readonly userId: UserId;
  /** Undefined when the client wanted none. */
  readonly session: OpenedSession | undefined;
}
