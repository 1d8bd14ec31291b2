import type { Contract } from '@chappe/contracts';
import { KAFKA_ADDRESS } from './kafka-settings.ts';
import { POSTGRES } from './postgres-command.ts';

export interface Installation {
  readonly password: string;
  readonly hasKafka: boolean;
  readonly contracts: readonly Contract[];
}

/**
 * The configuration of every container of a service. Others are found by the name of their service, which stands for
 * all of its containers, as in Kubernetes.
 */
export function serviceSettings(service: string, { password, hasKafka, contracts }: Installation): object {
  return {
    server: { name: 'chappe.test', ...(service === 'room' && { signingKeyFile: '/etc/chappe/keys/signing.key' }) },
    http: { rateLimits: { enabled: false }, trustedProxies: ['172.16.0.0/12'] },
    grpc: {
      ...Object.fromEntries(contracts.map(({ setting, owner }) => [setting, [`dns:${owner}:9090`]])),
      tls: {
        certificateFile: `/etc/chappe/tls/${service}.crt`,
        keyFile: `/etc/chappe/tls/${service}.key`,
        authorityFile: '/etc/chappe/tls/authority.crt',
      },
    },
    postgres: { ...POSTGRES, password },
    kafka: { brokers: hasKafka ? [KAFKA_ADDRESS] : [] },
    telemetry: { logLevel: 'info' },
    ...(service === 'auth' && { auth: { registration: 'open' } }),
  };
}
