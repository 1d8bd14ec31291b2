import type { SimulationReport } from '@chappe/testing';

/** To a thread: run these seeds, or end when there is none left. */
export interface SeedOrder {
  readonly seeds: readonly number[];
  readonly verbose: boolean;
}

/** From a thread: a seed's report, its trace left out where nobody wants it. */
export interface SeedAnswer {
  readonly reports: readonly SimulationReport[];
}
