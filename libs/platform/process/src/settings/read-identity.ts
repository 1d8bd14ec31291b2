import {
  type ConfigValues,
  readServerIdentity,
  readSigningIdentity,
  type ServerIdentity,
  serverSection,
} from '@chappe/config';
import type { ServiceManifest } from '../service-manifest.js';

/**
 * Who a process of the service is: with the signing key only when it signs.
 * @throws ConfigError
 */
export function readIdentity({ signs }: Pick<ServiceManifest, 'signs'>, config: ConfigValues): ServerIdentity {
  const server = config.of(serverSection);
  return signs ? readSigningIdentity(server) : readServerIdentity(server);
}
