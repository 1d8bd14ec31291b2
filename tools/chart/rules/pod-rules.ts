import { at, type Manifest } from '../objects/manifest.ts';
import { type Container, type PodTemplate, podsOf } from './pods.ts';

/** A rule of ours for the objects of a chart. */
export interface ChartRule {
  /** What holds, as a sentence. */
  readonly title: string;
  /** What is wrong, one line each. */
  readonly run: (manifests: readonly Manifest[]) => readonly string[];
}

/** Where a value must be exactly this. */
type Expectation = readonly [path: readonly (string | number)[], value: unknown];

const POD: readonly Expectation[] = [
  [['securityContext', 'runAsNonRoot'], true],
  [['securityContext', 'runAsUser'], 10_001],
  [['securityContext', 'seccompProfile', 'type'], 'RuntimeDefault'],
  [['automountServiceAccountToken'], false],
  [['enableServiceLinks'], false],
  [['hostNetwork'], undefined],
  [['hostPID'], undefined],
  [['hostIPC'], undefined],
];

const CONTAINER: readonly Expectation[] = [
  [['securityContext', 'allowPrivilegeEscalation'], false],
  [['securityContext', 'readOnlyRootFilesystem'], true],
  [['securityContext', 'privileged'], undefined],
  [['securityContext', 'capabilities', 'drop'], ['ALL']],
  [['securityContext', 'capabilities', 'add'], undefined],
];

const TAG = /(@sha256:[0-9a-f]{64}|:[\w][\w.-]*)$/;

const unmet = (value: unknown, expectations: readonly Expectation[]): string[] =>
  expectations
    .filter(([path, wanted]) => JSON.stringify(at(value, ...path)) !== JSON.stringify(wanted))
    .map(([path, wanted]) => `${path.join('.')} is not ${JSON.stringify(wanted) ?? 'absent'}`);

/** Applies a check to each container of each pod. */
const eachContainer =
  (check: (container: Container, pod: PodTemplate) => readonly string[]): ChartRule['run'] =>
  (manifests) =>
    podsOf(manifests).flatMap((pod) =>
      pod.containers.flatMap((container) => check(container, pod).map((fault) => `${pod.title}: ${fault}`)),
    );

/** Rules for pods and their containers. */
export const POD_RULES: readonly ChartRule[] = [
  {
    title: 'no pod is root, has rights on its node or may call the Kubernetes API',
    run: (manifests) =>
      podsOf(manifests).flatMap(({ title, spec }) => unmet(spec, POD).map((fault) => `${title}: ${fault}`)),
  },
  {
    title: 'no container can gain rights or write to its image',
    run: eachContainer((container) => unmet(container, CONTAINER)),
  },
  {
    title: 'containers say what they need and have a limit of memory',
    run: eachContainer((container) => {
      const wanted = ['requests.cpu', 'requests.memory', 'limits.memory'];
      return wanted.filter((path) => !at(container, 'resources', ...path.split('.'))).map((path) => `no ${path}`);
    }),
  },
  {
    title: 'images name a version',
    run: eachContainer(({ image }) => (TAG.test(image) && !image.endsWith(':latest') ? [] : [`image ${image}`])),
  },
  {
    title: 'services are asked whether they started, live and are ready',
    run: eachContainer((container, { owner }) => {
      if (owner.kind !== 'Deployment') return [];
      const probes = ['startupProbe', 'livenessProbe', 'readinessProbe'];
      return probes.filter((probe) => !at(container, probe, 'httpGet', 'path')).map((probe) => `no ${probe}`);
    }),
  },
  {
    title: 'only files of the pod are mounted, settings read-only',
    run: (manifests) =>
      podsOf(manifests).flatMap(({ title, spec, containers }) => {
        const volumes = (at(spec, 'volumes') ?? []) as readonly Readonly<Record<string, unknown>>[];
        const mounts = containers.flatMap((container) => (at(container, 'volumeMounts') ?? []) as readonly unknown[]);
        return [
          ...volumes.filter((volume) => 'hostPath' in volume).map(() => `${title}: a hostPath`),
          ...mounts.filter((mount) => at(mount, 'name') === 'settings' && at(mount, 'readOnly') !== true),
        ].map((fault) => (typeof fault === 'string' ? fault : `${title}: settings can be written`));
      }),
  },
];
