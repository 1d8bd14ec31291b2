import { ConfigError } from '@chappe/config';
import type { Clock } from '@chappe/runtime';
import { ChannelCredentials, type ChannelOptions, experimental, ServerCredentials } from '@grpc/grpc-js';
import type { GrpcConfig } from '../grpc.config.js';
import { CERTIFICATE_CHECK_PERIOD_MS } from '../grpc.limits.js';
import type { GrpcTelemetry } from '../grpc.telemetry.js';
import { CertificateFiles, type CertificatePaths } from './certificate-files.js';
import { ANYBODY, type CertificateNames, type Identity, serviceOf, spiffeIdOf } from './identity.js';

/** TLS wants a host name to ask for; who answers is known by the certificate's URI alone. */
const SERVER_NAME = 'chappe.internal';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** What is known of the other end of a connection. */
export interface PeerContext {
  readonly sslPeerCertificate?: CertificateNames | undefined;
}

/** How the two ends of a connection prove who they are. */
export interface CallCredentials {
  readonly server: ServerCredentials;
  readonly client: ChannelCredentials;
  readonly clientOptions: ChannelOptions;
  /** Who is at the other end. */
  identityOf(context: PeerContext | null): Identity;
  /** Looks at no file any more. */
  close(): void;
}

export interface CallCredentialsSurroundings {
  /** Name of this service. */
  readonly service: string;
  readonly clock: Clock;
  readonly telemetry: GrpcTelemetry;
}

/**
 * Credentials for calls in both directions: mutual TLS, or in the clear where nobody else can listen.
 * @throws ConfigError when a file is missing or cannot be used, when the certificate is another service's, and when
 *   others could reach a port without TLS
 */
export function callCredentials(config: GrpcConfig, surroundings: CallCredentialsSurroundings): CallCredentials {
  const paths = pathsOf(config.tls);
  if (paths) return mutualTls(openFiles(paths), config.tls.trustDomain, surroundings);
  if (!LOOPBACK.includes(config.bind) && !config.allowPlaintext) {
    throw new ConfigError(
      `others reach grpc.bind ${config.bind}, and could act for every user: set grpc.tls. Where something else ` +
        'proves who calls, as a service mesh does, set grpc.allowPlaintext',
    );
  }
  return inTheClear();
}

function pathsOf({ certificateFile, keyFile, authorityFile }: GrpcConfig['tls']): CertificatePaths | undefined {
  if (certificateFile && keyFile && authorityFile) return { certificateFile, keyFile, authorityFile };
  if (!certificateFile && !keyFile && !authorityFile) return undefined;
  throw new ConfigError('grpc.tls needs certificateFile, keyFile and authorityFile, or none of them');
}

function openFiles(paths: CertificatePaths): CertificateFiles {
  try {
    return new CertificateFiles(paths);
  } catch (error) {
    throw new ConfigError(`grpc.tls: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function inTheClear(): CallCredentials {
  return {
    server: ServerCredentials.createInsecure(),
    client: ChannelCredentials.createInsecure(),
    clientOptions: {},
    identityOf: () => ANYBODY,
    close: () => undefined,
  };
}

function mutualTls(files: CertificateFiles, trustDomain: string, surroundings: CallCredentialsSurroundings) {
  const { service, clock, telemetry } = surroundings;
  checkOwn(files, service, trustDomain);
  telemetry.watchCertificate(() => files.certificate.validToDate);
  const close = clock.every(CERTIFICATE_CHECK_PERIOD_MS, () => {
    try {
      files.refresh();
    } catch (error) {
      telemetry.certificateUnreadable(error);
    }
  });
  const nameOf = (certificate: CertificateNames): string | undefined => serviceOf(certificate, trustDomain);
  return {
    server: experimental.createCertificateProviderServerCredentials(files, files, true),
    client: experimental.createCertificateProviderChannelCredentials(files, files, {
      checkServerIdentity: (_name, certificate) =>
        nameOf(certificate) === undefined ? new Error('the other side is no service of this platform') : undefined,
    }),
    clientOptions: { 'grpc.ssl_target_name_override': SERVER_NAME, 'grpc.default_authority': SERVER_NAME },
    identityOf: (context) => context?.sslPeerCertificate && nameOf(context.sslPeerCertificate),
    close,
  } satisfies CallCredentials;
}

/** A process with another service's certificate would be refused by everybody, one call at a time. */
function checkOwn({ certificate }: CertificateFiles, service: string, trustDomain: string): void {
  const subjectaltname = certificate.subjectAltName ?? '';
  if (serviceOf({ subjectaltname }, trustDomain) === service) return;
  const spiffeId = spiffeIdOf(service, trustDomain);
  throw new ConfigError(`grpc.tls: the certificate is for "${subjectaltname}", and this process is ${spiffeId} alone`);
}
