import { readFileSync } from 'node:fs';
import { ConfigError } from '@chappe/config';
import { ChannelCredentials, type ChannelOptions, ServerCredentials } from '@grpc/grpc-js';
import type { GrpcConfig } from './grpc.config.js';

/** The name in every process' certificate. */
const INTERNAL_NAME = 'chappe.internal';

/** How the two ends of a connection prove who they are. */
export interface CallCredentials {
  readonly server: ServerCredentials;
  readonly client: ChannelCredentials;
  readonly clientOptions: ChannelOptions;
}

/**
 * Credentials for calls in both directions.
 * @param tls all three files: mutual TLS; none: in the clear
 * @throws ConfigError when only some are given or one cannot be read
 */
export function callCredentials(tls: GrpcConfig['tls']): CallCredentials {
  const { certificateFile, keyFile, authorityFile } = tls;
  if (!certificateFile && !keyFile && !authorityFile) {
    return {
      server: ServerCredentials.createInsecure(),
      client: ChannelCredentials.createInsecure(),
      clientOptions: {},
    };
  }
  if (!certificateFile || !keyFile || !authorityFile) {
    throw new ConfigError('grpc.tls needs certificateFile, keyFile and authorityFile, or none of them');
  }
  const [certificate, key, authority] = [certificateFile, keyFile, authorityFile].map(readPem) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  return {
    server: ServerCredentials.createSsl(authority, [{ private_key: key, cert_chain: certificate }], true),
    client: ChannelCredentials.createSsl(authority, key, certificate),
    clientOptions: { 'grpc.ssl_target_name_override': INTERNAL_NAME, 'grpc.default_authority': INTERNAL_NAME },
  };
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ConfigError(`grpc.tls: ${path} cannot be read`, { cause: error });
  }
}
