import { parseAllDocuments } from 'yaml';

/** A Kubernetes object, as far as the checks look into every kind. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Objects of what `helm template` prints; Kubernetes reads YAML 1.1. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text, { version: '1.1', uniqueKeys: true }).flatMap((document) => {
    const [error] = 'errors' in document ? document.errors : [];
    if (error) throw new Error(`Helm printed YAML that cannot be read: ${error.message}`);
    const content = 'toJS' in document ? (document.toJS() as Manifest | null) : null;
    return content === null ? [] : [content];
  });
}

/** `Deployment chappe-room` */
export function titleOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}

/** A value inside of an object: `at(pod, 'spec', 'template', 'spec')`. Undefined where the way ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((part, key) => {
    if (typeof part !== 'object' || part === null) return undefined;
    return (part as Readonly<Record<string, unknown>>)[key];
  }, value);
}
