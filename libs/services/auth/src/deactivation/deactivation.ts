import type { UserId } from '@chappe/events';

/** What one service has to do after an account was deactivated, as far as it is. */
export interface Deactivation {
  readonly partition: number;
  readonly userId: UserId;
  /** Whose hook is asked. */
  readonly service: string;
  readonly erase: boolean;
  /** Of each room partition at the request; not known of accounts that were deactivated by an earlier release. */
  readonly roomPositions: readonly number[];
  /** Where the next step begins; empty: with a new pass. */
  readonly next: string;
  /** What was not possible in this pass. */
  readonly failed: number;
  /** As long as nobody took it since, it is ours. */
  readonly claims: number;
}

/** What a step of a service has done. */
export interface DeactivationStep {
  /** Where the next step begins; empty: this was the last one. */
  readonly next: string;
  readonly handled: number;
  /** What was not possible now. */
  readonly failed: number;
}

/** What is written after a step. */
export interface DeactivationProgress extends DeactivationStep {
  readonly error: string | undefined;
  /** How long nobody else takes it, or, when a pass has ended, how long until the next one. */
  readonly pauseMs: number;
  /** A pass has ended, and everything was possible. */
  readonly isPassed: boolean;
}

/** What an operator sees of it. */
export interface DeactivationStatus {
  readonly service: string;
  readonly handled: number;
  readonly failed: number;
  readonly error: string | undefined;
  /** Undefined: it has not begun. */
  readonly passBeganAtMs: number | undefined;
  /** Undefined: something may be left. */
  readonly doneAtMs: number | undefined;
}
