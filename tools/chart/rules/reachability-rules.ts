import type { Manifest } from '../objects/manifest.ts';
import type { ChartRule } from './pod-rules.ts';
import { isReachable, type Peer, type Port } from './is-reachable.ts';
import type { ServiceFacts } from '../values/service-facts.ts';

const HTTP: Port = { name: 'http', number: 8_008 };
const GRPC: Port = { name: 'grpc', number: 9_090 };
const POSTGRES: Port = { name: 'postgres', number: 5_432 };
const WEB: Port = { name: 'https', number: 443 };

const INGRESS: Peer = { namespace: 'ingress-nginx' };
const PROMETHEUS: Peer = { namespace: 'monitoring' };
const OUTSIDE: Peer = { namespace: 'elsewhere' };
const of = (pod: string): Peer => ({ pod });

type Way = readonly [from: Peer, to: Peer, port: Port];

const between = (from: readonly Peer[], to: readonly Peer[], port: Port): Way[] =>
  from.flatMap((source) => to.map((target) => [source, target, port] as const));

const nameOf = ({ pod, namespace }: Peer): string => pod ?? `namespace ${String(namespace)}`;

const faultsOf = (manifests: readonly Manifest[], ways: readonly Way[], isOpen: boolean): string[] =>
  ways
    .filter(([from, to, port]) => isReachable(manifests, [from, to], port) !== isOpen)
    .map(([from, to, port]) => `${nameOf(from)} ${isOpen ? 'cannot' : 'can'} call ${port.name} of ${nameOf(to)}`);

/** Rules for who may call whom in a release with default peers. */
export function reachabilityRules(facts: Readonly<Record<string, ServiceFacts>>): readonly ChartRule[] {
  const podsWith = (holds: (service: ServiceFacts) => boolean): Peer[] =>
    Object.entries(facts).flatMap(([name, service]) => (holds(service) ? [of(name)] : []));
  const services = podsWith(() => true);
  const called = podsWith(({ grpc }) => grpc);
  const open = [
    ...between(
      [INGRESS, of('test')],
      podsWith(({ public: isPublic }) => isPublic),
      HTTP,
    ),
    ...between([PROMETHEUS], services, HTTP),
    ...between(services, called, GRPC),
    ...between([...services, of('migrate')], [OUTSIDE], POSTGRES),
  ];
  const closed = [
    ...between(
      [INGRESS, of('test')],
      podsWith(({ public: isPublic }) => !isPublic),
      HTTP,
    ),
    ...between([OUTSIDE], services, HTTP),
    ...between([OUTSIDE, INGRESS, of('test'), of('migrate')], called, GRPC),
    ...between([...services, of('migrate'), of('test')], [OUTSIDE], WEB),
    ...between(services, services, HTTP),
  ];
  return [
    { title: `${open.length} ways that are needed are open`, run: (manifests) => faultsOf(manifests, open, true) },
    {
      title: `${closed.length} ways that nobody needs are closed`,
      run: (manifests) => faultsOf(manifests, closed, false),
    },
  ];
}
