import { CONTRACTS } from '@chappe/contracts';
import type { PostgresConnection } from '@chappe/postgres';
import type { DatabaseRole } from './database-roles.js';
import type { CertificateFiles } from './cluster-certificates.js';
import { type Role, ROLES } from './roles.js';

/** Where a process of the cluster listens; the same over its restarts. */
export interface ProcessPlace {
  /** Role and number: `room-1`. */
  readonly name: string;
  readonly role: Role;
  readonly httpPort: number;
  readonly grpcPort: number;
}

/** What all processes of a cluster have in common. */
export interface ClusterFacts {
  readonly serverName: string;
  readonly baseUrl: string;
  readonly signingKeyFile: string;
  /** As the owner of everything. */
  readonly connection: PostgresConnection;
  readonly roleOf: (role: Role) => DatabaseRole;
  readonly places: readonly ProcessPlace[];
  /** Undefined: calls travel in the clear. */
  readonly certificatesOf: (role: Role) => CertificateFiles | undefined;
  readonly kafka: { readonly brokers: readonly string[]; readonly topicPrefix: string };
  readonly logLevel: string;
  readonly registration: string;
  readonly rateLimits: boolean;
}

const LOOPBACK = '127.0.0.1';
/** The one role that gets the signing key. */
const SIGNER: Role = 'room';
/** Twice the time in which the proxy notices that a process wants no more requests. */
const DRAIN_DELAY_MS = 500;

/** The configuration of one process, as its file holds it. */
export function processSettings(place: ProcessPlace, facts: ClusterFacts): Record<string, object> {
  const { host, port, user, password, database } = facts.connection;
  const addresses = (role: Role): string[] =>
    facts.places.filter((each) => each.role === role).map((each) => `${LOOPBACK}:${each.grpcPort}`);
  const tls = facts.certificatesOf(place.role);
  return {
    server: {
      name: facts.serverName,
      publicBaseUrl: facts.baseUrl,
      ...(place.role === SIGNER && { signingKeyFile: facts.signingKeyFile }),
    },
    http: {
      bind: LOOPBACK,
      port: place.httpPort,
      trustedProxies: [LOOPBACK],
      drainDelayMs: DRAIN_DELAY_MS,
      rateLimits: { enabled: facts.rateLimits },
    },
    grpc: {
      bind: LOOPBACK,
      port: place.grpcPort,
      ...(tls && { tls }),
      ...Object.fromEntries(CONTRACTS.map(({ setting, owner }) => [setting, addresses(owner)])),
    },
    postgres: { host, port, database, ...facts.roleOf(place.role), migration: { user, password } },
    kafka: facts.kafka,
    telemetry: { logLevel: facts.logLevel, logFormat: 'json' },
    ...(place.role === 'auth' && { auth: { registration: facts.registration } }),
  };
}

/** The names of the processes: `auth-1`, `auth-2`, … */
export function processNames(replicas: number): { readonly name: string; readonly role: Role }[] {
  return ROLES.flatMap((role) => Array.from({ length: replicas }, (_, i) => ({ name: `${role}-${i + 1}`, role })));
}
