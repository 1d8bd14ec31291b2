import type { ServiceManifest } from '@chappe/process';
import { at, type Manifest } from '../objects/manifest.ts';

/** Kinds of metrics that scale a service; Resource is CPU, Pods the lag behind the log. */
const METRICS: Readonly<Record<ServiceManifest['scaling'], readonly string[]>> = {
  cpu: ['Resource'],
  lag: ['Resource', 'Pods'],
  operator: [],
};

/** Services that are scaled by something else than their manifests say. */
export function scalingFaults(services: readonly ServiceManifest[], manifests: readonly Manifest[]): string[] {
  return services.flatMap(({ name, scaling }) => {
    const scaler = manifests.find(
      (each) => each.kind === 'HorizontalPodAutoscaler' && each.metadata.labels?.['app.kubernetes.io/name'] === name,
    );
    const metrics = (at(scaler, 'spec', 'metrics') ?? []) as readonly { readonly type: string }[];
    const found = metrics.map(({ type }) => type);
    return found.join() === METRICS[scaling].join() ? [] : [`${name}: by ${found.join(' and ') || 'an operator'}`];
  });
}
