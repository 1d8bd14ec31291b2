import { at, type Manifest, titleOf } from '../objects/manifest.ts';

/** A pod, or the template of pods, in an object. */
export interface PodTemplate {
  readonly title: string;
  readonly owner: Manifest;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: unknown;
  /** Init containers included. */
  readonly containers: readonly Container[];
}

/** The members of a container that the rules look at. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly name: string }[];
  readonly [field: string]: unknown;
}

/** Every pod that the objects make. */
export function podsOf(manifests: readonly Manifest[]): PodTemplate[] {
  return manifests.flatMap((owner) => {
    const pod = owner.kind === 'Pod' ? owner : at(owner, 'spec', 'template');
    if (!['Pod', 'Deployment', 'Job'].includes(owner.kind)) return [];
    const spec = at(pod, 'spec');
    const containers = [at(spec, 'initContainers'), at(spec, 'containers')].flatMap(
      (list) => (list ?? []) as Container[],
    );
    const labels = (at(pod, 'metadata', 'labels') ?? {}) as Readonly<Record<string, string>>;
    return [{ title: titleOf(owner), owner, labels, spec, containers }];
  });
}

/** Whether labels fit a `matchLabels`; an empty or missing selector fits nothing here. */
export function isSelected(labels: Readonly<Record<string, string>>, selector: unknown): boolean {
  const wanted = Object.entries((selector ?? {}) as Readonly<Record<string, string>>);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
