import { at, type Manifest } from '../objects/manifest.ts';
import type { ServiceFacts } from '../values/service-facts.ts';
import type { ChartRule } from './pod-rules.ts';
import { type PodTemplate, podsOf } from './pods.ts';

const SIGNING_KEY = 'keys/signing.key';
const CERTIFICATE_KEY = 'tls/tls.key';

/** A file of a pod that comes from a Secret. */
interface SecretFile {
  readonly secret: string;
  readonly path: string;
}

/** Rules for which pod gets which secret. */
export function secretRules(facts: Readonly<Record<string, ServiceFacts>>): readonly ChartRule[] {
  return [
    {
      title: 'the signing key is where a service signs, and nowhere else',
      run: (manifests) =>
        podsOf(manifests).flatMap((pod) => {
          const isThere = filesOf(pod).some(({ path }) => path === SIGNING_KEY);
          const isUsed = facts[serviceOf(pod)]?.signs === true;
          return isThere === isUsed ? [] : [`${pod.title}: ${isThere ? 'has' : 'lacks'} the signing key`];
        }),
    },
    {
      title: 'every service has a certificate of its own, and no pod has that of another',
      run: (manifests) =>
        podsOf(manifests).flatMap((pod) => {
          const service = serviceOf(pod);
          const secrets = filesOf(pod).flatMap(({ secret, path }) => (path === CERTIFICATE_KEY ? [secret] : []));
          const isExpected = facts[service] !== undefined && !isPlaintext(manifests, pod);
          const wanted = isExpected ? [`${pod.owner.metadata.name}-calls`] : [];
          const isFine = JSON.stringify(secrets) === JSON.stringify(wanted);
          return isFine ? certificateFaults(manifests, wanted, service) : [`${pod.title}: ${secrets.join() || 'none'}`];
        }),
    },
  ];
}

const serviceOf = ({ labels, owner }: PodTemplate): string =>
  owner.kind === 'Deployment' ? (labels['app.kubernetes.io/name'] ?? '') : '';

function filesOf({ spec }: PodTemplate): SecretFile[] {
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  const sources = list(at(spec, 'volumes')).flatMap((volume) => list(at(volume, 'projected', 'sources')));
  return sources.flatMap((source) => {
    const secret = at(source, 'secret');
    return list(at(secret, 'items')).map((item) => ({
      secret: String(at(secret, 'name')),
      path: String(at(item, 'path')),
    }));
  });
}

function isPlaintext(manifests: readonly Manifest[], { owner }: PodTemplate): boolean {
  const map = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === owner.metadata.name);
  return String(at(map, 'data', 'chappe.yaml')).includes('allowPlaintext: true');
}

/** Where the chart has them made, they name the service. */
function certificateFaults(manifests: readonly Manifest[], names: readonly string[], service: string): string[] {
  const made = manifests.filter(({ kind, metadata }) => kind === 'Certificate' && names.includes(metadata.name));
  return made
    .filter((each) => !String(at(each, 'spec', 'uris', 0)).endsWith(`/chappe/${service}`))
    .map((each) => `${each.metadata.name} is not for ${service}`);
}
