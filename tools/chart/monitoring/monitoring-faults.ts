import { definedMetrics } from './defined-metrics.ts';
import { at, type Manifest } from '../objects/manifest.ts';
import { promqlMetrics } from './promql-metrics.ts';

/** An expression and where it stands. */
interface Expression {
  readonly place: string;
  readonly text: string;
}

const listAt = (value: unknown, key: string): readonly unknown[] => (at(value, key) ?? []) as readonly unknown[];

function ofRules(manifests: readonly Manifest[]): Expression[] {
  return manifests
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap((rule) => listAt(at(rule, 'spec'), 'groups'))
    .flatMap((group) => listAt(group, 'rules'))
    .map((rule) => ({ place: `alert ${String(at(rule, 'alert'))}`, text: String(at(rule, 'expr')) }));
}

/** Dashboards by the name of their file. */
function dashboardsOf(manifests: readonly Manifest[]): (readonly [string, unknown])[] {
  return manifests
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.includes('-dashboard-'))
    .flatMap((map) => Object.entries(at(map, 'data') as Readonly<Record<string, string>>))
    .map(([file, text]) => [file, JSON.parse(text) as unknown] as const);
}

function ofDashboards(manifests: readonly Manifest[]): Expression[] {
  return dashboardsOf(manifests).flatMap(([file, dashboard]) =>
    listAt(dashboard, 'panels').flatMap((panel) =>
      listAt(panel, 'targets').map((target) => ({
        place: `${file}, ${String(at(panel, 'title'))}`,
        text: String(at(target, 'expr')),
      })),
    ),
  );
}

/** Metrics of pods by which replicas are scaled. */
function ofScalers(manifests: readonly Manifest[]): (readonly [string, string])[] {
  return manifests
    .filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
    .flatMap((scaler) =>
      listAt(at(scaler, 'spec'), 'metrics')
        .map((metric) => at(metric, 'pods', 'metric', 'name'))
        .filter((name) => typeof name === 'string')
        .map((name) => [scaler.metadata.name, name] as const),
    );
}

/** Faults in alert rules and dashboards: expressions over metrics that nobody reports, panels that overlap or lie. */
export function monitoringFaults(root: string, manifests: readonly Manifest[]): string[] {
  const defined = definedMetrics(root);
  const expressions = [...ofRules(manifests), ...ofDashboards(manifests)];
  if (expressions.length < 20) return [`only ${expressions.length} expressions were found`];
  const unknown = expressions.flatMap((expression) => metricFaults(expression, defined));
  const unscoped = expressions
    .filter(({ text }) => !/namespace=/.test(text))
    .map(({ place }) => `${place}: not limited to a namespace`);
  const unscalable = ofScalers(manifests)
    .filter(([, name]) => !defined.has(name))
    .map(([scaler, name]) => `scaling of ${scaler}: nobody reports ${name}`);
  return [...unknown, ...unscoped, ...unscalable, ...unexplained(manifests), ...dashboardFaults(manifests)];
}

function metricFaults({ place, text }: Expression, defined: ReadonlySet<string>): string[] {
  try {
    const names = promqlMetrics(text).filter((name) => !defined.has(name));
    return names.map((name) => `${place}: nobody reports ${name}`);
  } catch (error) {
    return [`${place}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function unexplained(manifests: readonly Manifest[]): string[] {
  const rules = manifests
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap((rule) => listAt(at(rule, 'spec'), 'groups').flatMap((group) => listAt(group, 'rules')));
  const wanted = [
    ['labels', 'severity'],
    ['annotations', 'summary'],
    ['annotations', 'description'],
  ] as const;
  return rules.flatMap((rule) =>
    wanted.filter((path) => !at(rule, ...path)).map((path) => `alert ${String(at(rule, 'alert'))}: no ${path[1]}`),
  );
}

function dashboardFaults(manifests: readonly Manifest[]): string[] {
  return dashboardsOf(manifests).flatMap(([file, dashboard]) => {
    const panels = listAt(dashboard, 'panels');
    const ids = panels.map((panel) => at(panel, 'id'));
    const untitled = panels.filter((panel) => !at(panel, 'title') || !at(panel, 'description'));
    return [
      ...(new Set(ids).size === ids.length ? [] : [`${file}: two panels have one id`]),
      ...untitled.map((panel) => `${file}: panel ${String(at(panel, 'id'))} has no title or description`),
      ...(at(dashboard, 'uid') ? [] : [`${file}: no uid`]),
    ];
  });
}
