import { at, type Manifest } from '../objects/manifest.ts';
import { isSelected, type PodTemplate, podsOf } from './pods.ts';

/** One end of a connection: a pod of the chart by its `app.kubernetes.io/name`, or whoever is outside of it. */
export interface Peer {
  readonly pod?: string;
  /** `kubernetes.io/metadata.name` of the namespace of somebody outside. */
  readonly namespace?: string;
}

/** A port of the receiving pod. */
export interface Port {
  readonly name: string;
  readonly number: number;
}

const NAME = 'app.kubernetes.io/name';
const listAt = (value: unknown, ...path: readonly string[]): readonly unknown[] | undefined =>
  at(value, ...path) as readonly unknown[] | undefined;

/**
 * Whether the NetworkPolicies of a release let one end call a port of the other, both what goes out of the one and what
 * comes into the other. Knows pod and namespace selectors with matchLabels, and ports by number or name.
 * @throws Error when a pod is not in the release
 */
export function isReachable(manifests: readonly Manifest[], [from, to]: readonly [Peer, Peer], port: Port): boolean {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  const pods = podsOf(manifests);
  const [source, target] = [find(pods, from), find(pods, to)];
  const passes = (direction: 'ingress' | 'egress', pod: PodTemplate | undefined, other: Peer): boolean => {
    if (!pod) return true;
    const ours = policies.filter((policy) => isSelected(pod.labels, at(policy, 'spec', 'podSelector', 'matchLabels')));
    const rules = ours.flatMap((policy) => listAt(policy, 'spec', direction) ?? []);
    const peers = direction === 'ingress' ? 'from' : 'to';
    return rules.some((rule) => allowsPort(rule, port) && allowsPeer(listAt(rule, peers), other, find(pods, other)));
  };
  return passes('egress', source, to) && passes('ingress', target, from);
}

function find(pods: readonly PodTemplate[], { pod }: Peer): PodTemplate | undefined {
  const found = pods.find(({ labels }) => labels[NAME] === pod);
  if (pod !== undefined && !found) throw new Error(`the release has no pod ${pod}`);
  return found;
}

function allowsPort(rule: unknown, { name, number }: Port): boolean {
  return listAt(rule, 'ports')?.some((each) => [name, number].includes(at(each, 'port') as string | number)) ?? true;
}

/** Without a list everybody is meant. A pod selector alone means pods of the same namespace. */
function allowsPeer(peers: readonly unknown[] | undefined, other: Peer, pod: PodTemplate | undefined): boolean {
  return (
    peers?.some((peer) => {
      const namespace = at(peer, 'namespaceSelector', 'matchLabels', 'kubernetes.io/metadata.name');
      if (namespace !== undefined) return namespace === other.namespace;
      return pod !== undefined && isSelected(pod.labels, at(peer, 'podSelector', 'matchLabels'));
    }) ?? true
  );
}
