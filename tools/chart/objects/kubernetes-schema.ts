import type { Manifest } from './manifest.ts';
import { recordedReads } from './recorded-reads.ts';

/** Which package knows the kinds of an API group. */
const PACKAGES: Readonly<Record<string, string>> = {
  '': 'kubernetes-models',
  apps: 'kubernetes-models',
  autoscaling: 'kubernetes-models',
  batch: 'kubernetes-models',
  'networking.k8s.io': 'kubernetes-models',
  policy: 'kubernetes-models',
  'cert-manager.io': '@kubernetes-models/cert-manager',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'kafka.strimzi.io': '@kubernetes-models/strimzi-kafka-operator',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
};

/** Kinds that no package knows; the rules are all that checks them. */
const WITHOUT_SCHEMA: ReadonlySet<string> = new Set([
  'gateway.envoyproxy.io/v1alpha1 BackendTrafficPolicy',
  'networking.istio.io/v1 DestinationRule',
]);

/** Free-form by their schema: anything may stand there. */
const FREE_FORM = [/^\/spec\/kafka\/config\//, /^\/spec\/config\//];

/** What says which schema an object has. */
export type KindName = Pick<Manifest, 'apiVersion' | 'kind'>;

interface ModelClass {
  readonly prototype: { validate(): void };
}

/** Whether there is a schema for objects of this kind. */
export function hasSchema({ apiVersion, kind }: KindName): boolean {
  return !WITHOUT_SCHEMA.has(`${apiVersion} ${kind}`);
}

/**
 * What is wrong with an object according to the schema of its kind: wrong types, missing fields, and fields that the
 * schema does not know (an API server drops those without a word).
 */
export async function schemaFaults(manifest: Manifest): Promise<string[]> {
  if (!hasSchema(manifest)) return [];
  const model = await loadModel(manifest);
  if (!model) return [`${manifest.apiVersion} ${manifest.kind} is not known`];
  const reads = recordedReads(manifest);
  try {
    model.prototype.validate.call(reads.data);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  const unknown = reads.unread().filter((path) => !FREE_FORM.some((pattern) => pattern.test(path)));
  return unknown.map((path) => `unknown field ${path}`);
}

async function loadModel({ apiVersion, kind }: KindName): Promise<ModelClass | undefined> {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const name = PACKAGES[group];
  if (name === undefined) return undefined;
  const models = (await import(`${name}/${apiVersion}`)) as Readonly<Record<string, ModelClass>>;
  return models[kind];
}
