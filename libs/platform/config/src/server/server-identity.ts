import type { SigningKey } from '@chappe/crypto';
import type { ServerName } from '@chappe/events';

/** Who this homeserver is: its name and the key with which it signs. */
export interface ServerIdentity {
  readonly serverName: ServerName;
  readonly signingKey: SigningKey;
}

/** Injection token of the {@link ServerIdentity}. */
export const SERVER_IDENTITY = 'chappe:server-identity';
