import { readFileSync } from 'node:fs';
import type { BaseOptions } from '@platformatic/kafka';
import type { KafkaConfig } from './kafka.config.js';

const CONNECT_MS_MAX = 3_000;
/** Longer than a fetch waits for records. Whoever waits for an answer in vain has the tables meanwhile. */
const REQUEST_MS_MAX = 5_000;

/** How the brokers are reached. Nothing is retried by the client: whoever asks knows better when. */
export type KafkaConnection = BaseOptions & { readonly bootstrapBrokers: string[]; readonly retries: false };

/**
 * Reads the files that the settings name.
 * @throws when one of them cannot be read
 */
export function kafkaConnection({ brokers, clientId, tls, sasl }: KafkaConfig): KafkaConnection {
  const read = (file: string | undefined): string | undefined => file && readFileSync(file, 'utf8');
  const [ca, cert, key] = [read(tls.authorityFile), read(tls.certificateFile), read(tls.keyFile)];
  const { mechanism, username = '', password = '' } = sasl;
  return {
    clientId,
    bootstrapBrokers: [...brokers],
    retries: false,
    connectTimeout: CONNECT_MS_MAX,
    requestTimeout: REQUEST_MS_MAX,
    timeout: REQUEST_MS_MAX,
    ...(tls.enabled && { tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }, tlsServerName: true }),
    ...(mechanism && { sasl: { mechanism, username, password } }),
  };
}
