import type { Violation } from './checker/violation.js';

/** What happened under one seed. */
export interface SimulationReport {
  readonly seed: number;
  readonly roomVersion: string;
  /** Equal for equal runs. */
  readonly traceHash: string;
  readonly trace: readonly string[];
  /** How often each thing happened, by name. */
  readonly counts: Readonly<Record<string, number>>;
  /** Empty when all held. */
  readonly violations: readonly Violation[];
}
