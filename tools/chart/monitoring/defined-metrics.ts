import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';

const QUOTED_NAME = /'([a-z][a-z0-9]*(?:_[a-z0-9]+)*)'/g;
const HISTOGRAM_PARTS = ['_bucket', '_sum', '_count'];
/** Made by Prometheus itself. */
const OF_PROMETHEUS = ['up'];

/**
 * Names under which the platform's processes may report metrics: every name in quotes in a file that makes metrics, and
 * those of the process itself, with the parts of histograms.
 */
export function definedMetrics(root: string): ReadonlySet<string> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const ofProcess = registry.getMetricsAsArray().map(({ name }) => name);
  const files = globSync('libs/**/src/**/*.ts', { cwd: root }).filter((path) => !/node_modules|\.spec\.ts$/.test(path));
  const texts = files
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .filter((text) => text.includes("'prom-client'"));
  const quoted = texts.flatMap((text) => [...text.matchAll(QUOTED_NAME)].map(([, name = '']) => name));
  const names = [...quoted, ...ofProcess];
  return new Set([...names, ...OF_PROMETHEUS, ...names.flatMap((name) => HISTOGRAM_PARTS.map((part) => name + part))]);
}
