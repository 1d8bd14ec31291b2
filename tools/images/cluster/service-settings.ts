import { KAFKA_ADDRESS } from './kafka-settings.ts';
import { POSTGRES } from './postgres-command.ts';

export const SERVICES = ['auth', 'client-api', 'room', 'sync'] as const;
export type Service = (typeof SERVICES)[number];

export interface Installation {
  readonly password: string;
  readonly hasKafka: boolean;
}

/**
 * The configuration of every container of a service. Others are found by the name of their service, which stands for
 * all of its containers, as in Kubernetes.
 */
export function serviceSettings(service: Service, { password, hasKafka }: Installation): object {
  return {
    server: { name: 'chappe.test', signingKeyFile: '/etc/chappe/keys/signing.key' },
    http: { rateLimits: { enabled: false }, trustedProxies: ['172.16.0.0/12'] },
    grpc: { rooms: ['dns:room:9090'], auths: ['dns:auth:9090'], clientApis: ['dns:client-api:9090'] },
    postgres: { ...POSTGRES, password },
    kafka: { brokers: hasKafka ? [KAFKA_ADDRESS] : [] },
    telemetry: { logLevel: 'info' },
    ...(service === 'auth' && { auth: { registration: 'open' } }),
  };
}
