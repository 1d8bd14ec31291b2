import { calibrate } from '../calibration/calibrate.ts';
import type { BenchOptions } from '../command-line.ts';
import { runJob } from '../load/run-job.ts';
import { waitForQuiet } from '../machine/wait-for-quiet.ts';
import { Inspector } from '../server/inspector.ts';
import { profileTable, type ProfileTable } from '../server/profile-table.ts';
import { countStalls } from '../server/count-stalls.ts';
import type { Scenario, ScenarioResult, ScenarioRun } from './scenario.ts';

type Runs = Map<Scenario, ScenarioRun[]>;

/** Runs every scenario as often as asked, those of a server that was started again last. */
export async function measureScenarios(
  scenarios: readonly Scenario[],
  options: BenchOptions,
  progress: (text: string) => void,
): Promise<ScenarioResult[]> {
  const wanted = scenarios.filter(({ name }) => name.includes(options.only));
  const runsOf = (some: readonly Scenario[]): Runs => new Map(some.map((scenario) => [scenario, []]));
  const first = runsOf(wanted.filter(({ isAfterRestart }) => !isAfterRestart));
  const later = runsOf(wanted.filter(({ isAfterRestart }) => isAfterRestart));
  await runRounds(first, options, progress);
  for (const server of new Set([...later.keys()].map((scenario) => scenario.server))) await server.restart();
  await runRounds(later, options, progress);
  return [...first, ...later].map(([{ name, unit, budget, by, growth }, runs]) => ({
    name,
    unit,
    budget,
    by,
    growth,
    runs,
  }));
}

/**
 * All scenarios once, then all of them again: noise of the machine that lasts a while does not fall on one of them
 * alone then.
 */
async function runRounds(runs: Runs, options: BenchOptions, progress: (text: string) => void): Promise<void> {
  for (let round = 1; round <= options.repeat; round++) {
    for (const [scenario, itsRuns] of runs) {
      if (scenario.isOnce && round > 1) continue;
      await waitForQuiet(options.patience);
      const run = await runOnce(scenario, options, `r${round}`);
      itsRuns.push(run);
      const who = scenario.by === undefined ? '' : `${scenario.by}: `;
      const told = scenario.after === undefined ? '' : `; ${await scenario.after()}`;
      const rate = Math.round(run.result.count / run.result.seconds);
      progress(`${who}${scenario.name}, run ${round}: ${rate}/s${told}`);
    }
  }
}

async function runOnce(scenario: Scenario, options: BenchOptions, runId: string): Promise<ScenarioRun> {
  const { server } = scenario;
  const job = await scenario.job(runId);
  const calibration = await calibrate(options.parentFolder);
  const stallsBefore = await countStalls(server.metricsPorts);
  const urls = options.profile === undefined ? [] : server.inspectorUrls;
  const inspectors = await Promise.all(urls.map((url) => Inspector.open(url)));
  let profile: ProfileTable | undefined;
  let beganMs = 0;
  await Promise.all(inspectors.map((inspector) => inspector.startProfile()));
  const outcome = await runJob(job, {
    groups: server.groups,
    began: () => {
      beganMs = performance.now();
      return Promise.resolve();
    },
    ended: async () => {
      const windowMs = performance.now() - beganMs;
      const profiles = await Promise.all(inspectors.map((inspector) => inspector.stopProfile()));
      if (profiles.length > 0) profile = profileTable(profiles, windowMs);
    },
  });
  for (const inspector of inspectors) inspector.close();
  const stallsAfter = await countStalls(server.metricsPorts);
  const stalls = stallsBefore === undefined || stallsAfter === undefined ? undefined : stallsAfter - stallsBefore;
  return { calibration, ...outcome, stalls, ...(profile && { profile }) };
}
