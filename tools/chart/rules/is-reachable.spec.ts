import { describe, expect, it } from 'vitest';
import { parseManifests } from '../objects/manifest.ts';
import { isReachable } from './is-reachable.ts';

const pod = (name: string): string => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app.kubernetes.io/name: ${name} } }
spec: { containers: [] }
`;
const policy = (name: string, rules: string): string => `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name} }
spec:
  podSelector: { matchLabels: { app.kubernetes.io/name: ${name} } }
  ${rules}
`;
const FROM_A =
  'ingress: [{ from: [{ podSelector: { matchLabels: { app.kubernetes.io/name: a } } }], ports: [{ port: http }] }]';
const TO_B =
  'egress: [{ to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: b } } }], ports: [{ port: 80 }] }]';
const FROM_WEB = 'ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: web } } }] }]';
const http = { name: 'http', number: 80 };
const grpc = { name: 'grpc', number: 90 };
const [a, b, web] = [{ pod: 'a' }, { pod: 'b' }, { namespace: 'web' }];

describe('isReachable', () => {
  it('wants leave from both ends, for that port', () => {
    const both = parseManifests(pod('a') + pod('b') + policy('a', TO_B) + policy('b', FROM_A));
    expect(isReachable(both, [a, b], http)).toBe(true);
    expect(isReachable(both, [a, b], grpc)).toBe(false);
    expect(isReachable(both, [b, a], http)).toBe(false);
    expect(isReachable(both, [web, b], http)).toBe(false);
    const one = parseManifests(pod('a') + pod('b') + policy('a', 'egress: []') + policy('b', FROM_A));
    expect(isReachable(one, [a, b], http)).toBe(false);
  });

  it('tells namespaces apart', () => {
    const manifests = parseManifests(pod('b') + policy('b', FROM_WEB));
    expect(isReachable(manifests, [web, b], grpc)).toBe(true);
    expect(isReachable(manifests, [{ namespace: 'other' }, b], grpc)).toBe(false);
  });

  it('takes a rule without peers for everybody', () => {
    const manifests = parseManifests(pod('a') + policy('a', 'egress: [{ ports: [{ port: 90 }] }]'));
    expect(isReachable(manifests, [a, web], grpc)).toBe(true);
    expect(isReachable(manifests, [a, web], http)).toBe(false);
  });

  it('refuses to answer for a pod that is not there', () => {
    expect(() => isReachable([], [a, web], http)).toThrow('no pod a');
  });
});
