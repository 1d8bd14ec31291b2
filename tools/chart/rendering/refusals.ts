import type { Wish } from './rendered-chart.ts';

/** Values that must be refused, and what Helm then says. */
export interface Refusal extends Wish {
  readonly title: string;
  readonly says: RegExp;
}

const UNKNOWN = /additional properties '[\w-]+' not allowed/;

const unknownKeys = [
  'sever.name=a',
  'server.nam=a',
  'image.tags=a',
  'postgres.password=secret',
  'kafka.broker=a:1',
  'ingress.enable=true',
  'monitoring.rule.enabled=true',
  'cloudnativepg.storage.sise=1',
  'strimzi.topics=1',
  'rooms.replicas=3',
  'room.replica=3',
  'room.autoscaling.max=3',
  'room.resources.limit.memory=1Gi',
  'room.config.rom.leaseDurationMs=1',
  'room.config.room.leaseDuration=1',
  'sync.config.room.leaseDurationMs=4000',
  'defaults.config.sync.viewBytesMax=1048576',
  'auth.config.auth.passwordMin=9',
  // What the chart fills in from the platform's values has one place only; secrets have none.
  'room.config.server.name=a',
  'room.config.postgres.host=a',
  'room.config.postgres.password=a',
  'room.config.http.port=1',
  'sync.config.grpc.rooms=a',
];

const wrongValues: readonly (readonly [string, RegExp])[] = [
  ['server.partitionCount=0', /partitionCount/],
  ['server.partitionCount=many', /partitionCount/],
  ['server.name=exa mple', /name/],
  ['image.tag=latest', /tag/],
  ['image.pullPolicy=Sometimes', /pullPolicy/],
  ['tls.certificates=maybe', /certificates/],
  ['tls.issuer.kind=Secret', /kind/],
  ['gateway.stickiness=cookie', /stickiness/],
  ['kafka.sasl.mechanism=MD5', /mechanism/],
  ['kafka.brokers[0]=kafka', /brokers/],
  ['room.replicas=two', /replicas/],
  ['room.replicas=0', /replicas/],
  ['room.autoscaling.lag.kind=Gut', /kind/],
  ['auth.config.auth.registration=maybe', /registration/],
  ['room.config.room.leaseDurationMs=1', /leaseDurationMs/],
  ['defaults.spread[0].topologyKey=a', /whenUnsatisfiable/],
];

const missing: readonly (readonly [string, RegExp])[] = [
  ['server.name=', /server\.name is required/],
  ['postgres.host=', /postgres\.host is required/],
  ['postgres.passwordSecret.name=', /postgres\.passwordSecret\.name is required/],
  ['ingress.enabled=true', /ingress\.host is required/],
  ['gateway.enabled=true', /gateway\.host is required/],
  ['ingress.enabled=true,ingress.host=m.example.org', /network\.trustedProxies is required/],
  ['room.image=registry.example.org/room', /has no tag/],
  ['room.image=registry.example.org/room:latest', /name a version/],
];

/** Everything that must be refused. */
export const REFUSALS: readonly Refusal[] = [
  ...unknownKeys.map((value) => ({ title: `the unknown key ${value}`, values: [value], says: UNKNOWN })),
  ...wrongValues.map(([value, says]) => ({ title: `the value ${value}`, values: [value], says })),
  ...missing.map(([value, says]) => ({ title: `${value} without what it needs`, values: [value], says })),
  {
    title: 'more synchronous standbys than there are',
    values: ['cloudnativepg.enabled=true', 'cloudnativepg.instances=1'],
    says: /synchronousStandbys must be less/,
  },
  {
    title: 'fewer connections than services may open',
    values: ['cloudnativepg.enabled=true', 'clientApi.replicas=50'],
    says: /max_connections of 400 is too low/,
  },
  {
    title: 'no signing key, when none may be made',
    values: ['signingKey.existingSecret=', 'signingKey.generate=false'],
    says: /signingKey\.existingSecret is required/,
  },
  {
    title: 'to make a signing key without a cluster',
    values: ['signingKey.existingSecret='],
    says: /signingKey\.generate needs the cluster/,
  },
];
