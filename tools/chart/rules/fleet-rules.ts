import { at, type Manifest, titleOf } from '../objects/manifest.ts';
import type { ChartRule } from './pod-rules.ts';
import { isSelected, podsOf } from './pods.ts';

const ofKind = (manifests: readonly Manifest[], kind: string): Manifest[] =>
  manifests.filter((manifest) => manifest.kind === kind);

/** The least number of replicas of a Deployment. */
function replicasMin(deployment: Manifest, manifests: readonly Manifest[]): number {
  const scaler = ofKind(manifests, 'HorizontalPodAutoscaler').find(
    (each) => at(each, 'spec', 'scaleTargetRef', 'name') === deployment.metadata.name,
  );
  return Number(scaler ? at(scaler, 'spec', 'minReplicas') : (at(deployment, 'spec', 'replicas') ?? 1));
}

function isCovered(deployment: Manifest, budget: Manifest): boolean {
  const labels = at(deployment, 'spec', 'template', 'metadata', 'labels') as Readonly<Record<string, string>>;
  return isSelected(labels, at(budget, 'spec', 'selector', 'matchLabels'));
}

/** Rules for how replicas live together: budgets, scaling, the end of a pod. */
export const FLEET_RULES: readonly ChartRule[] = [
  {
    title: 'a PodDisruptionBudget covers every service of more than one replica, and no other',
    run: (manifests) =>
      ofKind(manifests, 'Deployment').flatMap((deployment) => {
        const count = ofKind(manifests, 'PodDisruptionBudget').filter((each) => isCovered(deployment, each)).length;
        const wanted = replicasMin(deployment, manifests) > 1 ? 1 : 0;
        return count === wanted ? [] : [`${titleOf(deployment)}: ${count} instead of ${wanted}`];
      }),
  },
  {
    title: 'scaling neither fights a fixed number of replicas nor goes below its least',
    run: (manifests) =>
      ofKind(manifests, 'HorizontalPodAutoscaler').flatMap((scaler) => {
        const name = at(scaler, 'spec', 'scaleTargetRef', 'name');
        const target = ofKind(manifests, 'Deployment').find(({ metadata }) => metadata.name === name);
        if (!target) return [`${titleOf(scaler)}: scales nothing`];
        const isRange = Number(at(scaler, 'spec', 'minReplicas')) <= Number(at(scaler, 'spec', 'maxReplicas'));
        if (!isRange) return [`${titleOf(scaler)}: minReplicas is more than maxReplicas`];
        return at(target, 'spec', 'replicas') === undefined ? [] : [`${titleOf(target)}: has replicas of its own`];
      }),
  },
  {
    title: 'an upgrade takes no replica away before another is ready',
    run: (manifests) =>
      ofKind(manifests, 'Deployment')
        .filter((each) => at(each, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable') !== 0)
        .map((each) => `${titleOf(each)}: maxUnavailable is not 0`),
  },
  {
    title: 'replicas are spread by their own labels',
    run: (manifests) =>
      ofKind(manifests, 'Deployment').flatMap((deployment) => {
        const spread = at(deployment, 'spec', 'template', 'spec', 'topologySpreadConstraints') as unknown[] | undefined;
        if (!spread?.length) return [`${titleOf(deployment)}: not spread`];
        const labels = at(deployment, 'spec', 'template', 'metadata', 'labels') as Readonly<Record<string, string>>;
        const wrong = spread.filter((each) => !isSelected(labels, at(each, 'labelSelector', 'matchLabels')));
        return wrong.map(() => `${titleOf(deployment)}: spread by labels of others`);
      }),
  },
  {
    title: 'every pod has a NetworkPolicy for what comes in and what goes out',
    run: (manifests) =>
      podsOf(manifests).flatMap(({ title, labels }) => {
        const policies = ofKind(manifests, 'NetworkPolicy').filter((policy) =>
          isSelected(labels, at(policy, 'spec', 'podSelector', 'matchLabels')),
        );
        const types = policies.flatMap((policy) => at(policy, 'spec', 'policyTypes') as string[]);
        return ['Ingress', 'Egress']
          .filter((type) => !types.includes(type))
          .map((type) => `${title}: none for ${type}`);
      }),
  },
];
