import { parseServerName } from '@chappe/events';
import { ConfigError } from '../config-error.js';
import { readSigningKey } from './read-signing-key.js';
import type { ServerConfig } from './server.config.js';
import type { ServerIdentity, SigningIdentity } from './server-identity.js';

/**
 * The name as configured.
 * @throws ConfigError when it breaks the grammar
 */
export function readServerIdentity({ name }: Pick<ServerConfig, 'name'>): ServerIdentity {
  const serverName = parseServerName(name);
  if (serverName === undefined) throw new ConfigError(`"${name}" is not a server name`);
  return { serverName };
}

/**
 * Name and signing key as configured. Never makes a key: processes of one homeserver must all have the same.
 * @throws ConfigError when the name breaks the grammar or the key is not configured, missing or damaged
 */
export function readSigningIdentity({ name, signingKeyFile }: ServerConfig): SigningIdentity {
  const { serverName } = readServerIdentity({ name });
  if (signingKeyFile === undefined) throw new ConfigError('the setting "server.signingKeyFile" is missing');
  const signingKey = readSigningKey(signingKeyFile);
  if (!signingKey) throw new ConfigError(`the signing key ${signingKeyFile} does not exist`);
  return { serverName, signingKey };
}
