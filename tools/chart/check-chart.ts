import type { ChartSources } from './chart-sources.ts';
import { configRules } from './rules/config-rules.ts';
import { FLEET_RULES } from './rules/fleet-rules.ts';
import { schemaFaults } from './objects/kubernetes-schema.ts';
import { at, type Manifest, parseManifests, titleOf } from './objects/manifest.ts';
import { monitoringFaults } from './monitoring/monitoring-faults.ts';
import { kafkaRules } from './rules/kafka-rules.ts';
import { POD_RULES } from './rules/pod-rules.ts';
import { reachabilityRules } from './rules/reachability-rules.ts';
import { REFERENCE_RULES } from './rules/reference-rules.ts';
import { REFUSALS } from './rendering/refusals.ts';
import type { RenderedChart } from './rendering/rendered-chart.ts';
import type { Report } from './report.ts';
import { secretRules } from './rules/secret-rules.ts';
import { scalingFaults } from './rules/scaling-faults.ts';
import { type Scenario, SCENARIOS } from './rendering/scenarios.ts';
import { serviceFacts } from './values/service-facts.ts';
import { signingKeyChecks } from './rendering/signing-key-checks.ts';

/** What the checks of a chart need. */
export interface ChartCheck {
  readonly root: string;
  readonly chart: RenderedChart;
  readonly sources: ChartSources;
  readonly report: Report;
}

/** Checks what Helm makes of the chart, and what it refuses. One line per check goes to the report. */
export async function checkChart(check: ChartCheck): Promise<void> {
  await lint(check);
  const rendered = new Map<string, readonly Manifest[]>();
  for (const scenario of SCENARIOS) rendered.set(scenario.title, await checkScenario(scenario, check));
  const reachability = reachabilityRules(serviceFacts(check.sources.services));
  for (const { title, run } of reachability) check.report.check(title, run(rendered.get('default values') ?? []));
  await checkWithoutPolicies(check);
  checkWhole([...rendered.values()].flat(), rendered.get('national values') ?? [], check);
  await checkConfigRollsOut(check);
  await checkSigningKey(rendered, check);
  await checkRefusals(check);
}

async function lint({ chart, report }: ChartCheck): Promise<void> {
  for (const set of ['default', 'minimal', 'national', 'strict']) {
    const { ok, output, complaint } = await chart.run({ set }, 'lint');
    report.check(`helm lint, ${set} values`, ok ? [] : [output + complaint]);
  }
}

async function checkScenario(scenario: Scenario, { chart, sources, report }: ChartCheck): Promise<Manifest[]> {
  const { ok, output, complaint } = await chart.run(scenario);
  if (!ok) {
    report.check(scenario.title, [complaint]);
    return [];
  }
  const manifests = parseManifests(output);
  const schema = await Promise.all(
    manifests.map(async (each) => (await schemaFaults(each)).map((fault) => `${titleOf(each)}: ${fault}`)),
  );
  const facts = serviceFacts(sources.services);
  const rules = [
    ...POD_RULES,
    ...FLEET_RULES,
    ...REFERENCE_RULES,
    ...configRules(sources),
    ...secretRules(facts),
    ...kafkaRules(facts),
  ];
  const broken = rules.flatMap(({ title, run }) => run(manifests).map((fault) => `${title}: ${fault}`));
  const faults = [...schema.flat(), ...broken, ...unexpected(scenario.expects, manifests)];
  report.check(`${scenario.title}: ${manifests.length} objects, ${rules.length} rules`, faults);
  return manifests;
}

function unexpected(expects: readonly string[], manifests: readonly Manifest[]): string[] {
  return expects.flatMap((text) => {
    const isWanted = !text.startsWith('!');
    const [kind, name] = text.replace('!', '').split(' ');
    const isThere = manifests.some((each) => each.kind === kind && (name === undefined || each.metadata.name === name));
    return isThere === isWanted ? [] : [`${text.replace('!', '')} is ${isThere ? '' : 'not '}there`];
  });
}

async function checkWithoutPolicies({ chart, report }: ChartCheck): Promise<void> {
  const manifests = await chart.manifests({ values: ['networkPolicy.enabled=false'] });
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  report.check('without network policies', policies.map(titleOf));
}

/** What is checked once, over all that was rendered. */
function checkWhole(all: readonly Manifest[], national: readonly Manifest[], check: ChartCheck): void {
  const { root, sources, report } = check;
  report.check('alert rules and dashboards use metrics that the code reports', monitoringFaults(root, national));
  report.check('a nation scales each service as its manifest says', scalingFaults(sources.services, national));
  const topics = new Set(all.filter(({ kind }) => kind === 'KafkaTopic').map((each) => at(each, 'spec', 'topicName')));
  const missing = sources.topics.filter((topic) => !topics.has(topic));
  report.check('there is a Kafka topic for each topic of the contracts', missing);
}

/** A changed setting makes new pods of the service that reads it, and of no other. */
async function checkConfigRollsOut({ chart, report }: ChartCheck): Promise<void> {
  const sumsOf = async (values: readonly string[]): Promise<readonly string[]> => {
    const deployments = (await chart.manifests({ values })).filter(({ kind }) => kind === 'Deployment');
    return deployments.map((each) => JSON.stringify(at(each, 'spec', 'template'))).sort();
  };
  const [before, after] = [await sumsOf([]), await sumsOf(['sync.config.sync.userIdleMs=5000'])];
  const changed = after.filter((template) => !before.includes(template));
  const isFine = changed.length === 1 && changed[0]?.includes('"name":"sync"');
  report.check('a changed setting makes new pods of its service only', isFine ? [] : [`${changed.length} services`]);
}

async function checkSigningKey(
  rendered: ReadonlyMap<string, readonly Manifest[]>,
  { chart, sources, report }: ChartCheck,
): Promise<void> {
  const kinds = [...rendered.values()].flat().map(({ apiVersion, kind }) => ({ apiVersion, kind }));
  const secret = { apiVersion: 'v1', kind: 'Secret' };
  const known = [...new Map([...kinds, secret].map((each) => [`${each.apiVersion} ${each.kind}`, each])).values()];
  for (const [title, fault] of await signingKeyChecks(chart, sources, known)) {
    report.check(title, fault === undefined ? [] : [fault]);
  }
}

async function checkRefusals({ chart, report }: ChartCheck): Promise<void> {
  for (const refusal of REFUSALS) {
    const { ok, complaint } = await chart.run(refusal);
    const fault = ok ? ['it is accepted'] : [`says: ${complaint}`];
    report.check(`refuses ${refusal.title}`, !ok && refusal.says.test(complaint) ? [] : fault);
  }
}
