import type { Wish } from './rendered-chart.ts';

/** A way to install the chart, and what must be there then, as `Kind name` or `Kind`; with `!` what must not. */
export interface Scenario extends Wish {
  readonly title: string;
  readonly expects: readonly string[];
}

const PROXIES = ['network.trustedProxies=["10.244.7.0/24"]'];
const KAFKA = ['kafka.brokers[0]=kafka-1:9092', 'kafka.brokers[1]=kafka-2:9092'];

/** The three sets of values, and each optional part on and off. */
export const SCENARIOS: readonly Scenario[] = [
  {
    title: 'default values',
    expects: [
      'Certificate chappe-room-calls',
      'Issuer chappe-calls-authority',
      'Deployment chappe-room',
      'PodDisruptionBudget chappe-sync',
      '!Ingress',
      '!HorizontalPodAutoscaler',
    ],
  },
  {
    title: 'minimal values',
    set: 'minimal',
    expects: ['Ingress chappe-sticky', '!PodDisruptionBudget', '!HTTPRoute'],
  },
  {
    title: 'national values',
    set: 'national',
    expects: [
      'HTTPRoute chappe-sticky',
      'Certificate chappe-room-calls',
      '!Issuer',
      'BackendTrafficPolicy',
      'Cluster chappe-postgres',
      'Kafka chappe-kafka',
      'HorizontalPodAutoscaler chappe-sync',
      'PrometheusRule',
      'ServiceMonitor chappe-room',
      '!Ingress',
    ],
  },
  { title: 'strict values', set: 'strict', expects: ['Deployment chappe-auth', '!Ingress'] },
  { title: 'without migration', values: ['migration.enabled=false'], expects: ['!Job'] },
  {
    title: 'with migrations that contract',
    values: ['migration.contract=true'],
    expects: ['Job chappe-migrate', 'Job chappe-contract'],
  },
  {
    title: 'with an Ingress and its certificate',
    values: ['ingress.enabled=true', 'ingress.host=m.example.org', 'ingress.tlsSecretName=tls'],
    json: PROXIES,
    expects: ['Ingress chappe', 'Ingress chappe-sticky'],
  },
  ...(['none', 'envoyGateway', 'istio'] as const).map((stickiness) => ({
    title: `with the Gateway API, stickiness ${stickiness}`,
    values: ['gateway.enabled=true', 'gateway.host=m.example.org', `gateway.stickiness=${stickiness}`],
    json: ['gateway.parentRefs=[{"name":"public"}]', ...PROXIES],
    expects: [
      'HTTPRoute chappe',
      `${stickiness === 'envoyGateway' ? '' : '!'}BackendTrafficPolicy`,
      `${stickiness === 'istio' ? '' : '!'}DestinationRule`,
    ],
  })),
  { title: 'with ServiceMonitors', values: ['monitoring.serviceMonitor.enabled=true'], expects: ['ServiceMonitor'] },
  { title: 'with alert rules', values: ['monitoring.rules.enabled=true'], expects: ['PrometheusRule chappe'] },
  {
    title: 'with dashboards',
    values: ['monitoring.dashboards.enabled=true'],
    expects: ['ConfigMap chappe-dashboard-platform', 'ConfigMap chappe-dashboard-room'],
  },
  {
    title: 'with autoscaling by CPU and by lag of pods',
    values: ['defaults.autoscaling.enabled=true', 'defaults.autoscaling.lag.enabled=true'],
    expects: ['HorizontalPodAutoscaler chappe-room', 'PodDisruptionBudget chappe-room'],
  },
  {
    title: 'with autoscaling by an external lag',
    values: [
      'sync.autoscaling.enabled=true',
      'sync.autoscaling.lag.enabled=true',
      'sync.autoscaling.lag.kind=External',
    ],
    expects: ['HorizontalPodAutoscaler chappe-sync'],
  },
  ...(['existing', 'none'] as const).map((certificates) => ({
    title: `with ${certificates} certificates`,
    values: [`tls.certificates=${certificates}`],
    expects: ['!Certificate', '!Issuer'],
  })),
  {
    title: 'with encrypted connections to PostgreSQL',
    values: ['postgres.authoritySecret.name=authority'],
    expects: [],
  },
  { title: 'with Kafka by address', values: KAFKA, expects: ['!Kafka'] },
  {
    title: 'with Kafka by address, certificates and a password',
    values: [
      ...KAFKA,
      'kafka.tls.enabled=true',
      'kafka.tls.authoritySecret.name=ca',
      'kafka.tls.certificateSecret.name=cert',
      'kafka.sasl.mechanism=SCRAM-SHA-512',
      'kafka.sasl.username=chappe',
      'kafka.sasl.passwordSecret.name=sasl',
      'kafka.replicationFactor=3',
      'kafka.topicPrefix=chappe.',
    ],
    expects: [],
  },
  {
    title: 'with PostgreSQL by CloudNativePG',
    values: ['cloudnativepg.enabled=true'],
    expects: ['Cluster chappe-postgres', 'Job'],
  },
  {
    title: 'with PostgreSQL by CloudNativePG, at an upgrade',
    values: ['cloudnativepg.enabled=true'],
    parameters: ['--is-upgrade'],
    expects: ['Cluster chappe-postgres', 'Job chappe-migrate'],
  },
  {
    title: 'with Kafka by Strimzi',
    values: ['strimzi.enabled=true', 'strimzi.version=4.1.0'],
    expects: ['Kafka chappe-kafka', 'KafkaNodePool', 'KafkaTopic', 'KafkaUser'],
  },
  { title: 'with addresses of IPv6', values: ['network.ipv6=true'], expects: [] },
  {
    title: 'with everything about placement and identity',
    values: ['defaults.priorityClassName=high', 'image.registry=registry.example.org:5000', 'labels.team=a'],
    json: [
      'image.pullSecrets=["a"]',
      'defaults.nodeSelector={"disk":"fast"}',
      'defaults.tolerations=[{"key":"a","operator":"Exists"}]',
      'defaults.affinity={"nodeAffinity":{}}',
      'defaults.env=[{"name":"NODE_OPTIONS","value":"--max-old-space-size=700"}]',
      'room.podAnnotations={"a":"b"}',
      'room.config={"room":{"leaseDurationMs":3000},"http":{"rateLimits":{"send":5}}}',
      ...PROXIES,
    ],
    expects: [],
  },
  {
    title: 'under another release name',
    release: 'messages',
    expects: ['Deployment messages-chappe-room'],
  },
];
