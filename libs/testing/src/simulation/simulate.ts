import { checkAll } from './checker/check-all.js';
import { checkAcknowledged } from './checker/check-delivery.js';
import type { Violation } from './checker/violation.js';
import { drawScenario } from './scenario.js';
import type { SimulationOptions } from './simulation-options.js';
import type { SimulationReport } from './simulation-report.js';
import { Simulation } from './simulation.js';
import { SeededRandom } from './world/seeded-random.js';

/**
 * Runs federating servers under faults, lets them come to rest and checks what must always hold. All that happens
 * follows from the seed. Never throws: an error of a server is a violation.
 */
export function simulate(seed: number, options: SimulationOptions = {}): SimulationReport {
  const random = new SeededRandom(`seed ${seed}`);
  const drawn = drawScenario(random);
  const simulation = new Simulation({ ...drawn, rules: options.rules ?? drawn.rules }, random, options);
  const violations = attempt(simulation);
  const { trace } = simulation.world;
  return {
    seed,
    roomVersion: simulation.world.rules.version,
    traceHash: trace.hash,
    trace: trace.tail,
    counts: trace.counts,
    violations,
  };
}

function attempt(simulation: Simulation): readonly Violation[] {
  try {
    simulation.misbehave();
    simulation.heal();
    return checkAll(simulation.outcome);
  } catch (error) {
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [{ invariant: 'servers do not fail', details }, ...checkAcknowledged(simulation.outcome.acknowledged)];
  }
}
