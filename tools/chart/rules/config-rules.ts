import { parse } from 'yaml';
import type { ChartSources } from '../chart-sources.ts';
import { at, type Manifest, titleOf } from '../objects/manifest.ts';
import type { ChartRule } from './pod-rules.ts';
import { type Container, podsOf } from './pods.ts';

/** Stands for a value that only the cluster knows: of a Secret, or of the pod. */
const FROM_CLUSTER = 'from-the-cluster';
const FILE_ARGUMENT = /^\/etc\/chappe\/(.+)$/;

interface ConfigUse {
  readonly title: string;
  /** Service whose process reads it. */
  readonly service: string;
  readonly yamlText: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Rules for the configuration that processes find in their pods. */
export function configRules({
  sections,
  loadConfig,
}: Pick<ChartSources, 'sections' | 'loadConfig'>): readonly ChartRule[] {
  const load = ({ service, yamlText, env }: ConfigUse): void =>
    void loadConfig(sections[service] ?? [], { yamlText, env, flags: {} });
  return [
    {
      title: 'every process accepts its configuration',
      run: (manifests) => usesOf(manifests).flatMap((use) => complaintOf(use.title, () => load(use))),
    },
    {
      title: 'no secret is in a ConfigMap',
      run: (manifests) => [
        ...usesOf(manifests).flatMap((use) =>
          (sections[use.service] ?? []).flatMap(({ name, secrets }) =>
            secrets
              .filter((key) => at(parse(use.yamlText), name, ...key.split('.')) !== undefined)
              .map((key) => `${use.title}: ${name}.${key}`),
          ),
        ),
        ...manifests
          .filter(({ kind }) => kind === 'ConfigMap')
          .filter((map) => /PRIVATE KEY|ed25519 a_/.test(JSON.stringify(map)))
          .map((map) => `${titleOf(map)}: a key`),
      ],
    },
    { title: 'calls go to headless Services of the chart', run: unknownCallees },
    {
      title: 'the time until SIGKILL is longer than drain and end',
      run: (manifests) =>
        usesOf(manifests).flatMap(({ title, yamlText }) => {
          const owner = manifests.find((each) => each.kind === 'Deployment' && titleOf(each) === title);
          if (!owner) return [];
          const graceMs = 1_000 * Number(at(owner, 'spec', 'template', 'spec', 'terminationGracePeriodSeconds'));
          const drainMs = Number(at(parse(yamlText), 'http', 'drainDelayMs'));
          return graceMs > drainMs + 5_000 ? [] : [`${title}: ${graceMs} ms for a drain of ${drainMs} ms`];
        }),
    },
  ];
}

/** Every file of settings that a container is started with. */
function usesOf(manifests: readonly Manifest[]): ConfigUse[] {
  return podsOf(manifests).flatMap(({ title, owner, containers }) =>
    containers.flatMap((container) => {
      const [, file] = FILE_ARGUMENT.exec(container.args?.at(-1) ?? '') ?? [];
      if (file === undefined) return [];
      const texts = manifests
        .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === owner.metadata.name)
        .map((map) => at(map, 'data', file));
      return texts.map((text) => ({ title, service: container.name, yamlText: String(text), env: envOf(container) }));
    }),
  );
}

function envOf({ env = [] }: Container): Record<string, string> {
  const known = env.map(({ name, value }) => [name, (value ?? FROM_CLUSTER).replace('$(POD_IP)', '10.0.0.1')]);
  return Object.fromEntries(known) as Record<string, string>;
}

function complaintOf(title: string, load: () => void): string[] {
  try {
    load();
    return [];
  } catch (error) {
    return [`${title}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function unknownCallees(manifests: readonly Manifest[]): string[] {
  const names = manifests.filter((each) => each.kind === 'Service' && at(each, 'spec', 'clusterIP') === 'None');
  return usesOf(manifests).flatMap(({ title, yamlText }) => {
    const callees = Object.values((at(parse(yamlText), 'grpc') ?? {}) as object)
      .filter(Array.isArray)
      .flat();
    const isKnown = (address: unknown): boolean =>
      names.some(({ metadata }) => String(address).startsWith(`dns:${metadata.name}.`));
    return callees.filter((address) => !isKnown(address)).map((address) => `${title}: ${String(address)}`);
  });
}
