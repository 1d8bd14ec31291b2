import type { JsonSchema } from './config-schema.ts';

const TEXTS = { type: 'object', additionalProperties: { type: 'string' } };
const ANYTHING = { type: 'object' };

const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const record = (properties: JsonSchema, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const from = (minimum: number, maximum?: number): JsonSchema => ({
  type: 'integer',
  minimum,
  ...(maximum === undefined ? undefined : { maximum }),
});

const TEXT = { type: 'string' };
const AMOUNTS = { type: 'object', additionalProperties: { type: ['string', 'number'] } };
const PEERS = listOf(record({ podSelector: ANYTHING, namespaceSelector: ANYTHING, ipBlock: ANYTHING }));
const RESOURCES = record({ requests: AMOUNTS, limits: AMOUNTS, claims: { type: 'array' } });

/**
 * What a default value alone does not say about a value: ranges, choices, the items of lists, the keys of maps. By
 * path; those of `defaults` hold for every service.
 */
export const VALUES_FRAGMENTS: Readonly<Record<string, JsonSchema>> = {
  'server.name': { type: 'string', maxLength: 230, pattern: '^[A-Za-z0-9.:\\[\\]-]*$' },
  'server.publicBaseUrl': { type: 'string', pattern: '^(https?://[^/]+(/.*)?)?$' },
  'server.partitionCount': from(1, 1_024),
  'image.tag': { type: 'string', not: { const: 'latest' } },
  'image.pullPolicy': { enum: ['Always', 'IfNotPresent', 'Never'] },
  'image.pullSecrets': listOf(TEXT),
  'postgres.port': from(1, 65_535),
  'kafka.brokers': listOf({ type: 'string', pattern: '^(\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):[0-9]{1,5}$' }),
  'kafka.topicPrefix': { type: 'string', pattern: '^[A-Za-z0-9._-]{0,100}$' },
  'kafka.replicationFactor': from(0, 10),
  'kafka.retentionHours': from(1, 87_600),
  'kafka.sasl.mechanism': { enum: ['', 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] },
  'network.trustedProxies': listOf(TEXT),
  'ingress.annotations': TEXTS,
  'ingress.stickyAnnotations': TEXTS,
  'gateway.parentRefs': listOf(
    record({ name: TEXT, namespace: TEXT, sectionName: TEXT, port: from(1, 65_535), group: TEXT, kind: TEXT }, [
      'name',
    ]),
  ),
  'tls.certificates': { enum: ['certManager', 'existing', 'none'] },
  'tls.issuer.kind': { enum: ['Issuer', 'ClusterIssuer'] },
  'tls.trustDomain': { type: 'string', pattern: '^[a-z0-9._-]{0,200}$' },
  'gateway.stickiness': { enum: ['none', 'envoyGateway', 'istio'] },
  'networkPolicy.clientsFrom': PEERS,
  'networkPolicy.metricsFrom': PEERS,
  'networkPolicy.dnsPeers': PEERS,
  'networkPolicy.postgresPeers': PEERS,
  'networkPolicy.kafkaPeers': PEERS,
  'monitoring.serviceMonitor.labels': TEXTS,
  'monitoring.rules.labels': TEXTS,
  'monitoring.dashboards.labels': TEXTS,
  'migration.activeDeadlineSeconds': from(1),
  'migration.backoffLimit': from(0, 100),
  'migration.resources': RESOURCES,
  'cloudnativepg.instances': from(1, 9),
  'cloudnativepg.synchronousStandbys': from(0, 8),
  'cloudnativepg.parameters': TEXTS,
  'cloudnativepg.resources': RESOURCES,
  'cloudnativepg.backup': ANYTHING,
  'strimzi.replicas': from(1, 99),
  'strimzi.resources': RESOURCES,
  labels: TEXTS,
  'defaults.replicas': from(1, 1_000),
  'defaults.autoscaling.minReplicas': from(1, 1_000),
  'defaults.autoscaling.maxReplicas': from(1, 1_000),
  'defaults.autoscaling.cpuUtilization': from(1, 1_000),
  'defaults.autoscaling.scaleDownAfterSeconds': from(0, 3_600),
  'defaults.autoscaling.lag.kind': { enum: ['Pods', 'External'] },
  'defaults.disruptedMax': { anyOf: [from(1), { type: 'string', pattern: '^[0-9]+%$' }] },
  'defaults.maxSurge': from(1, 1_000),
  'defaults.resources': RESOURCES,
  'defaults.env': listOf(record({ name: TEXT, value: TEXT, valueFrom: ANYTHING }, ['name'])),
  'defaults.podLabels': TEXTS,
  'defaults.podAnnotations': TEXTS,
  'defaults.serviceAccountAnnotations': TEXTS,
  'defaults.nodeSelector': TEXTS,
  'defaults.tolerations': listOf(ANYTHING),
  'defaults.affinity': ANYTHING,
  'defaults.spread': listOf(
    record({ topologyKey: TEXT, maxSkew: from(1), whenUnsatisfiable: { enum: ['DoNotSchedule', 'ScheduleAnyway'] } }, [
      'topologyKey',
      'whenUnsatisfiable',
    ]),
  ),
  'defaults.heapPercent': from(10, 95),
  'defaults.drainSeconds': from(0, 60),
  'defaults.terminationGracePeriodSeconds': from(6, 600),
};
