import type { Manifest } from './manifest.ts';
import type { ChartRule } from './pod-rules.ts';
import { isReachable, type Peer, type Port } from './is-reachable.ts';

const HTTP: Port = { name: 'http', number: 8_008 };
const GRPC: Port = { name: 'grpc', number: 9_090 };
const POSTGRES: Port = { name: 'postgres', number: 5_432 };
const WEB: Port = { name: 'https', number: 443 };

const INGRESS: Peer = { namespace: 'ingress-nginx' };
const PROMETHEUS: Peer = { namespace: 'monitoring' };
const OUTSIDE: Peer = { namespace: 'elsewhere' };
const of = (pod: string): Peer => ({ pod });
const SERVICES = ['auth', 'client-api', 'room', 'sync'].map(of);
const CALLED = ['auth', 'client-api', 'room'].map(of);
const PUBLIC = ['auth', 'client-api', 'sync'].map(of);

type Way = readonly [from: Peer, to: Peer, port: Port];

const between = (from: readonly Peer[], to: readonly Peer[], port: Port): Way[] =>
  from.flatMap((source) => to.map((target) => [source, target, port] as const));

const OPEN: readonly Way[] = [
  ...between([INGRESS, of('test')], PUBLIC, HTTP),
  ...between([PROMETHEUS], SERVICES, HTTP),
  ...between(SERVICES, CALLED, GRPC),
  ...between([...SERVICES, of('migrate')], [OUTSIDE], POSTGRES),
];

const CLOSED: readonly Way[] = [
  ...between([INGRESS, of('test')], [of('room')], HTTP),
  ...between([OUTSIDE], SERVICES, HTTP),
  ...between([OUTSIDE, INGRESS, of('test'), of('migrate')], CALLED, GRPC),
  ...between([...SERVICES, of('migrate'), of('test')], [OUTSIDE], WEB),
  ...between(SERVICES, SERVICES, HTTP),
];

const nameOf = ({ pod, namespace }: Peer): string => pod ?? `namespace ${String(namespace)}`;

const faultsOf = (manifests: readonly Manifest[], ways: readonly Way[], isOpen: boolean): string[] =>
  ways
    .filter(([from, to, port]) => isReachable(manifests, [from, to], port) !== isOpen)
    .map(([from, to, port]) => `${nameOf(from)} ${isOpen ? 'cannot' : 'can'} call ${port.name} of ${nameOf(to)}`);

/** Rules for who may call whom in a release with default peers. */
export const REACHABILITY_RULES: readonly ChartRule[] = [
  {
    title: `${OPEN.length} ways that are needed are open`,
    run: (manifests) => faultsOf(manifests, OPEN, true),
  },
  {
    title: `${CLOSED.length} ways that nobody needs are closed`,
    run: (manifests) => faultsOf(manifests, CLOSED, false),
  },
];
