import { grpcSection } from '@chappe/grpc';
import { loadConfig, serverSection } from '@chappe/config';
import { httpSection } from '@chappe/http';
import { postgresSection } from '@chappe/postgres';
import { describe, expect, it } from 'vitest';
import { configRules } from './config-rules.ts';
import { SMALL_RELEASE } from './fixtures/small-release.ts';
import { FLEET_RULES } from './fleet-rules.ts';
import { parseManifests } from '../objects/manifest.ts';
import { kafkaRules } from './kafka-rules.ts';
import { POD_RULES } from './pod-rules.ts';
import { REFERENCE_RULES } from './reference-rules.ts';
import { secretRules } from './secret-rules.ts';

const sections = { room: [serverSection, httpSection, postgresSection, grpcSection] };
const facts = {
  room: {
    values: 'room',
    grpc: true,
    public: false,
    calledAs: ['rooms'],
    publishes: ['a'],
    follows: ['a', 'b'],
    signs: true,
    migrates: true,
  },
};
const RULES = [
  ...POD_RULES,
  ...FLEET_RULES,
  ...REFERENCE_RULES,
  ...configRules({ sections, loadConfig }),
  ...secretRules(facts),
  ...kafkaRules(facts),
];

/** Titles of the rules that a release breaks. */
const brokenBy = (text: string): string[] => {
  const manifests = parseManifests(text);
  return RULES.filter(({ run }) => run(manifests).length > 0).map(({ title }) => title);
};

const INGRESS_OF_ALL = `kind: Ingress
metadata:
  name: a
  annotations: { nginx.ingress.kubernetes.io/upstream-hash-by: $http_authorization }`;

describe('the rules of the chart', () => {
  it('find nothing in a release that keeps them', () => {
    expect(brokenBy(SMALL_RELEASE)).toEqual([]);
  });

  it.each<[title: string, from: string, to: string]>([
    ['no pod is root', 'runAsNonRoot: true', 'runAsNonRoot: false'],
    ['no pod is root', 'enableServiceLinks: false', 'enableServiceLinks: true'],
    ['no pod is root', 'automountServiceAccountToken: false', 'hostNetwork: true'],
    ['no container can gain rights', 'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false'],
    ['no container can gain rights', 'drop: [ALL]', 'drop: [ALL], add: [NET_ADMIN]'],
    ['containers say what they need', 'limits: { memory: 1Gi }', 'limits: { cpu: 1 }'],
    ['images name a version', 'chappe/room:1.0.0', 'chappe/room:latest'],
    ['images name a version', 'chappe/room:1.0.0', 'registry:5000/room'],
    ['services are asked whether', 'readinessProbe:', 'otherProbe:'],
    ['only files of the pod are mounted', 'readOnly: true }', 'readOnly: false }'],
    ['a PodDisruptionBudget covers', 'kind: PodDisruptionBudget', 'kind: Nothing'],
    ['a PodDisruptionBudget covers', 'replicas: 2', 'replicas: 1'],
    ['an upgrade takes no replica', 'maxUnavailable: 0', 'maxUnavailable: 1'],
    ['replicas are spread', 'labelSelector: { matchLabels: { app.kubernetes.io/name: room', 'x: { y: { z: a'],
    ['every pod has a NetworkPolicy', '[Ingress, Egress]', '[Ingress]'],
    ['no two objects have one name', 'kind: ServiceAccount', 'kind: ConfigMap'],
    ['every Service leads to a port', 'targetPort: grpc', 'targetPort: metrics'],
    ['routes and Ingresses lead', 'port: { name: http }', 'port: { name: https }'],
    ['only paths of the specification', 'path: /_matrix,', 'path: /_chappe,'],
    ['sync alone is hashed', 'kind: Ingress\nmetadata: { name: a }', `${INGRESS_OF_ALL}`],
    ['Prometheus finds one Service', 'labels: { port: http }', 'labels: { port: grpc }'],
    ['ConfigMaps and ServiceAccounts', 'configMap: { name: a-room }', 'configMap: { name: b-room }'],
    ['every process accepts', 'drainDelayMs: 5000', 'drainDelay: 5000'],
    ['every process accepts', 'CHAPPE_POSTGRES_PASSWORD', 'CHAPPE_POSTGRES_PASWORD'],
    ['no secret is in a ConfigMap', 'server: {', 'postgres: { password: a }\n    server: {'],
    ['no secret is in a ConfigMap', 'chappe.yaml: |', 'key: ed25519 a_1234 abc\n  chappe.yaml: |'],
    ['calls go to headless Services', 'clusterIP: None', 'type: ClusterIP'],
    ['the signing key is where', 'keys/signing.key', 'keys/other.key'],
    ['every service has a certificate', 'name: a-room-calls', 'name: a-sync-calls'],
    ['every service has a certificate', 'path: tls/tls.key', 'path: tls/other.key'],
    ['Kafka lets every service', 'authorization: { type: simple }', 'config: {}'],
    ['Kafka lets every service', 'name: k-room', 'name: k-sync'],
    ['Kafka lets every service', 'operations: [Describe, Write]', 'operations: [Describe]'],
    ['Kafka lets every service', 'type: topic, name: b', 'type: group, name: b'],
    ['the time until SIGKILL', 'GracePeriodSeconds: 30', 'GracePeriodSeconds: 10'],
  ])('find that it does not hold: %s (%s)', (title, from, to) => {
    expect(SMALL_RELEASE).toContain(from);
    const broken = brokenBy(SMALL_RELEASE.replace(from, to));
    expect(broken.map((each) => each.slice(0, title.length))).toContain(title);
  });

  it.each([
    ['scales nothing', 'b-room', ''],
    ['has replicas of its own', 'a-room', ''],
    ['minReplicas is more', 'a-room', ', minReplicas: 9'],
  ])('find an autoscaler that %s', (fault, name, more) => {
    const scaler = `
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: a }
spec: { scaleTargetRef: { name: ${name} }, maxReplicas: 3${more === '' ? ', minReplicas: 2' : more} }
`;
    const manifests = parseManifests(SMALL_RELEASE + scaler);
    const faults = FLEET_RULES.flatMap(({ run }) => run(manifests));
    expect(faults.join()).toContain(fault);
  });
});
