import type { SigningKey } from '@chappe/crypto';
import type { ServerName } from '@chappe/events';

/** Who this homeserver is. */
export interface ServerIdentity {
  readonly serverName: ServerName;
}

/** The same in a process that signs in its name. */
export interface SigningIdentity extends ServerIdentity {
  readonly signingKey: SigningKey;
}

/** Injection token of the {@link ServerIdentity}. */
export const SERVER_IDENTITY = 'chappe:server-identity';

/** Injection token of the {@link SigningIdentity}: only in processes whose service signs. */
export const SIGNING_IDENTITY = 'chappe:signing-identity';

/** Whether this process has the key. */
export function canSign(identity: ServerIdentity): identity is SigningIdentity {
  return 'signingKey' in identity;
}
