import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChartSources } from './chart-sources.ts';
import { routeRules } from './route-rules.ts';
import { serviceFacts } from './values/service-facts.ts';
import { dashboardJson } from './monitoring/dashboard-json.ts';
import { DASHBOARDS } from './monitoring/dashboards.ts';
import { valuesSchema } from './values/values-schema.ts';

/** A file of the chart that is written by a program. */
export interface GeneratedFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/**
 * The files of charts/chappe that follow from values.yaml, the manifests, the configuration, the endpoints, the topics
 * and the dashboards.
 */
export function generatedFiles(root: string, { services, sections, topics, endpoints }: ChartSources): GeneratedFile[] {
  const valuesYaml = readFileSync(join(root, 'charts/chappe/values.yaml'), 'utf8');
  const facts = serviceFacts(services);
  const byKey = Object.fromEntries(Object.entries(facts).map(([name, { values }]) => [values, sections[name] ?? []]));
  const sticky = services.filter(({ isSticky }) => isSticky).map(({ name }) => name);
  return [
    { path: 'charts/chappe/values.schema.json', text: `${JSON.stringify(valuesSchema(valuesYaml, byKey), null, 2)}\n` },
    { path: 'charts/chappe/files/services.json', text: `${JSON.stringify(facts, null, 2)}\n` },
    { path: 'charts/chappe/files/routes.json', text: `${JSON.stringify(routeRules(endpoints, sticky), null, 2)}\n` },
    { path: 'charts/chappe/files/topics.json', text: `${JSON.stringify(topics)}\n` },
    ...Object.entries(DASHBOARDS).map(([name, dashboard]) => ({
      path: `charts/chappe/files/dashboards/${name}`,
      text: dashboardJson(dashboard),
    })),
  ];
}
