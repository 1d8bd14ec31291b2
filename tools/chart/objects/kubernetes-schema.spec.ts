import { describe, expect, it } from 'vitest';
import { schemaFaults } from './kubernetes-schema.ts';
import { parseManifests } from './manifest.ts';

const faultsOf = async (text: string): Promise<string[]> => {
  const found = await Promise.all(parseManifests(text).map(schemaFaults));
  return found.flat();
};

const deployment = (container: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: a, labels: { any: thing } }
spec:
  selector: { matchLabels: { a: b } }
  template:
    metadata: { annotations: { any: thing } }
    spec:
      containers:
        - ${container}
`;

describe('schemaFaults', () => {
  it('accepts an object that the schema knows', async () => {
    const container = '{ name: a, image: b, ports: [{ containerPort: 1 }], resources: { limits: { memory: 1Gi } } }';
    expect(await faultsOf(deployment(container))).toEqual([]);
  });

  it('finds fields that the schema does not know, deep inside too', async () => {
    expect(await faultsOf(deployment('{ name: a, imagee: b }'))).toEqual([
      'unknown field /spec/template/spec/containers/0/imagee',
    ]);
  });

  it('finds wrong types and missing fields', async () => {
    expect((await faultsOf(deployment('{ name: a, ports: [{ containerPort: x }] }'))).join()).toContain(
      'containerPort',
    );
    expect((await faultsOf(deployment('{ image: a }'))).join()).toContain('name');
  });

  it.each([
    ['monitoring.coreos.com/v1', 'PrometheusRule', 'groups: [{ name: a, rules: [{ alert: A, exprr: up, expr: up }] }]'],
    ['monitoring.coreos.com/v1', 'ServiceMonitor', 'selector: {}\n  endpoints: [{ portt: http }]'],
    ['cert-manager.io/v1', 'Issuer', 'selfSignedd: {}'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute', 'rules: [{ matchess: [] }]'],
    ['postgresql.cnpg.io/v1', 'Cluster', 'instances: 1\n  storagee: {}'],
    ['kafka.strimzi.io/v1', 'KafkaNodePool', 'replicas: 1\n  roles: [broker]\n  storage: {type: ephemeral, sizee: 1}'],
  ])('finds unknown fields of %s %s', async (apiVersion, kind, spec) => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\nspec:\n  ${spec}\n`;
    const faults = await faultsOf(text);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^unknown field \/spec\//);
  });

  it('does not take a kind that nobody knows for right', async () => {
    expect(await faultsOf('{ apiVersion: apps/v1, kind: Deploiment, metadata: { name: a } }')).toEqual([
      'apps/v1 Deploiment is not known',
    ]);
    expect(await faultsOf('{ apiVersion: example.org/v1, kind: A, metadata: { name: a } }')).toEqual([
      'example.org/v1 A is not known',
    ]);
  });

  it('refuses a key that stands twice', () => {
    expect(() => parseManifests('{ kind: A, kind: B }')).toThrow(/cannot be read/);
  });
});
