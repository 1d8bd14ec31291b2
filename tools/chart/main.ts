import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ChartSources, readChartSources } from './chart-sources.ts';
import { checkChart } from './check-chart.ts';
import { type GeneratedFile, generatedFiles } from './generated-files.ts';
import { findHelm } from './rendering/helm.ts';
import { RenderedChart } from './rendering/rendered-chart.ts';
import { Report } from './report.ts';

const HELP = `npm run chart [-- OPTION]    checks charts/chappe: one line per check, exit code 1 when one fails

  --write           first writes what is generated anew: values.schema.json, services, routes, topics, dashboards
  --write-only      writes it, and checks nothing: needs no Helm
  --package FOLDER  instead of checking puts chappe-<version>.tgz, all that an installation needs, into FOLDER
`;

const root = join(import.meta.dirname, '..', '..');

const OPTIONS = {
  write: { type: 'boolean' },
  'write-only': { type: 'boolean' },
  package: { type: 'string' },
  help: { type: 'boolean' },
} as const;

async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return true;
  }
  if (values.package !== undefined) return packageChart(resolve(process.env['INIT_CWD'] ?? '.', values.package));
  const sources = await readChartSources(root);
  const files = generatedFiles(root, sources);
  if (values.write || values['write-only']) for (const { path, text } of files) writeFileSync(join(root, path), text);
  return values['write-only'] ? true : check(sources, files);
}

async function check(sources: ChartSources, files: readonly GeneratedFile[]): Promise<boolean> {
  const helm = findHelm(root);
  const report = new Report((text) => process.stdout.write(text));
  for (const { path, text } of files) {
    const file = join(root, path);
    const isCurrent = existsSync(file) && readFileSync(file, 'utf8') === text;
    report.check(`${path} is what the sources say`, isCurrent ? [] : ['npm run chart -- --write']);
  }
  const chart = await RenderedChart.prepare(root, helm);
  try {
    await checkChart({ root, chart, sources, report });
  } finally {
    chart.remove();
  }
  return report.end();
}

async function packageChart(folder: string): Promise<boolean> {
  const helm = findHelm(root);
  mkdirSync(folder, { recursive: true });
  const prepared = await RenderedChart.prepare(root, helm);
  try {
    const { ok, output, complaint } = await helm('package', prepared.path, '--destination', folder);
    process.stdout.write(ok ? output : `${complaint}\n`);
    return ok;
  } finally {
    prepared.remove();
  }
}

process.exitCode = (await main()) ? 0 : 1;
