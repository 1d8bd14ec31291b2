import { at, type Manifest, titleOf } from '../objects/manifest.ts';
import type { ChartRule } from './pod-rules.ts';
import { isSelected, podsOf } from './pods.ts';

const ofKind = (manifests: readonly Manifest[], kind: string): Manifest[] =>
  manifests.filter((manifest) => manifest.kind === kind);

const listAt = (value: unknown, ...path: readonly string[]): readonly unknown[] =>
  (at(value, ...path) ?? []) as readonly unknown[];

/** Whether there is a Service with this name that has this port, by name or number. */
function hasPort(manifests: readonly Manifest[], name: unknown, port: unknown): boolean {
  return ofKind(manifests, 'Service')
    .filter(({ metadata }) => metadata.name === name)
    .flatMap((service) => listAt(service, 'spec', 'ports'))
    .some((each) => at(each, 'name') === port || at(each, 'port') === port);
}

/** Backends that Ingresses and HTTPRoutes lead to, as [title, Service, port]. */
function backendsOf(manifests: readonly Manifest[]): (readonly [string, unknown, unknown])[] {
  const ofIngresses = ofKind(manifests, 'Ingress').flatMap((ingress) =>
    listAt(ingress, 'spec', 'rules')
      .flatMap((rule) => listAt(rule, 'http', 'paths'))
      .map((path) => at(path, 'backend', 'service'))
      .map((service) => [titleOf(ingress), at(service, 'name'), at(service, 'port', 'name')] as const),
  );
  const ofRoutes = ofKind(manifests, 'HTTPRoute').flatMap((route) =>
    listAt(route, 'spec', 'rules')
      .flatMap((rule) => listAt(rule, 'backendRefs'))
      .map((backend) => [titleOf(route), at(backend, 'name'), at(backend, 'port')] as const),
  );
  return [...ofIngresses, ...ofRoutes];
}

/** Paths that are open to clients, as [title, path]. */
function publicPathsOf(manifests: readonly Manifest[]): (readonly [string, string])[] {
  return manifests.flatMap((manifest) => {
    const rules = listAt(manifest, 'spec', 'rules');
    const ofIngress = rules.flatMap((rule) => listAt(rule, 'http', 'paths')).map((path) => at(path, 'path'));
    const ofRoute = rules.flatMap((rule) => listAt(rule, 'matches')).map((match) => at(match, 'path', 'value'));
    const paths = manifest.kind === 'Ingress' ? ofIngress : manifest.kind === 'HTTPRoute' ? ofRoute : [];
    return paths.map((path) => [titleOf(manifest), String(path)] as const);
  });
}

/** Whether an Ingress sends requests with one access token to one replica. */
const isHashed = (ingress: Manifest): boolean =>
  ingress.metadata.annotations?.['nginx.ingress.kubernetes.io/upstream-hash-by'] === '$http_authorization';

/** Rules for what objects say about each other. */
export const REFERENCE_RULES: readonly ChartRule[] = [
  {
    title: 'no two objects have one name',
    run: (manifests) => {
      const titles = manifests.map((each) => `${each.apiVersion} ${titleOf(each)}`);
      return [...new Set(titles.filter((title, index) => titles.indexOf(title) !== index))];
    },
  },
  {
    title: 'every Service leads to a port that pods have',
    run: (manifests) =>
      ofKind(manifests, 'Service').flatMap((service) => {
        const pods = podsOf(manifests).filter(({ labels }) => isSelected(labels, at(service, 'spec', 'selector')));
        const ports = pods.flatMap(({ containers }) => containers.flatMap((each) => each.ports ?? []));
        const targets = listAt(service, 'spec', 'ports').map((port) => at(port, 'targetPort'));
        const missing = targets.filter((target) => !ports.some(({ name }) => name === target));
        return missing.map((target) => `${titleOf(service)}: no pod has the port ${String(target)}`);
      }),
  },
  {
    title: 'routes and Ingresses lead to Services of the chart',
    run: (manifests) =>
      backendsOf(manifests)
        .filter(([, service, port]) => !hasPort(manifests, service, port))
        .map(([title, service, port]) => `${title}: no Service ${String(service)} with port ${String(port)}`),
  },
  {
    title: 'only paths of the specification are open to clients',
    run: (manifests) =>
      publicPathsOf(manifests)
        .filter(([, path]) => !/^\/(_matrix|\.well-known\/matrix)(\/|$)/.test(path))
        .map(([title, path]) => `${title}: ${path}`),
  },
  {
    title: 'sync alone is hashed by access token',
    run: (manifests) =>
      ofKind(manifests, 'Ingress').flatMap((ingress) => {
        const backends = backendsOf([ingress]).map(([, service]) => String(service));
        const wrong = backends.filter((service) => service.endsWith('-sync') !== isHashed(ingress));
        return [...new Set(wrong)].map((service) => `${titleOf(ingress)}: ${service}`);
      }),
  },
  {
    title: 'Prometheus finds one Service for each ServiceMonitor, with that port',
    run: (manifests) =>
      ofKind(manifests, 'ServiceMonitor').flatMap((monitor) => {
        const selector = at(monitor, 'spec', 'selector', 'matchLabels');
        const services = ofKind(manifests, 'Service').filter(({ metadata }) =>
          isSelected(metadata.labels ?? {}, selector),
        );
        const ports = listAt(monitor, 'spec', 'endpoints').map((endpoint) => at(endpoint, 'port'));
        const isFine =
          services.length === 1 && ports.every((port) => hasPort(services, services[0]?.metadata.name, port));
        return isFine ? [] : [`${titleOf(monitor)}: ${services.length} Services`];
      }),
  },
  {
    title: 'ConfigMaps and ServiceAccounts that pods name are there',
    run: (manifests) =>
      podsOf(manifests).flatMap(({ title, spec }) => {
        const volumes = JSON.stringify(listAt(spec, 'volumes'));
        const maps = [...volumes.matchAll(/"configMap":\{"name":"([^"]+)"/g)].map(([, name = '']) => name);
        const account = at(spec, 'serviceAccountName') as string | undefined;
        const isMissing = (kind: string, name: string): boolean =>
          !ofKind(manifests, kind).some(({ metadata }) => metadata.name === name);
        return [
          ...maps.filter((name) => isMissing('ConfigMap', name)).map((name) => `${title}: no ConfigMap ${name}`),
          ...(account !== undefined && isMissing('ServiceAccount', account) ? [`${title}: no ${account}`] : []),
        ];
      }),
  },
];
