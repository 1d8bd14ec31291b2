import { parser } from '@prometheus-io/lezer-promql';

/** What Grafana fills in, as it stands in dashboards; no PromQL. */
const GRAFANA_INTERVAL = '$__rate_interval';

/**
 * Names of the metrics that a PromQL expression reads, in order, each once. Prometheus' own grammar reads it.
 * @throws Error when it is no PromQL
 */
export function promqlMetrics(expression: string): string[] {
  const text = expression.replaceAll(GRAFANA_INTERVAL, '1m');
  const names = new Set<string>();
  parser.parse(text).iterate({
    enter: ({ type, name, from, node }) => {
      if (type.isError) throw new Error(`no PromQL from ${JSON.stringify(text.slice(from))} on: ${expression}`);
      if (name !== 'VectorSelector') return;
      const metric = node.getChild('Identifier');
      if (metric) names.add(text.slice(metric.from, metric.to));
    },
  });
  return [...names];
}
