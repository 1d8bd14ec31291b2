import { DEACTIVATION_CLAIM_MS, DEACTIVATION_RETRY_MS, DEACTIVATION_SETTLE_MS } from '../auth.limits.js';
import type { Deactivation, DeactivationProgress, DeactivationStep } from './deactivation.js';

/** How far a deactivation is after a step: within a pass, before another pass, or done. */
export function progressAfter(claimed: Deactivation, step: DeactivationStep, nowMs: number): DeactivationProgress {
  const failed = claimed.failed + step.failed;
  const progress = { ...step, failed, error: undefined, doneAtMs: undefined };
  if (step.next !== '') return { ...progress, dueAtMs: laterThan(claimed, nowMs + DEACTIVATION_CLAIM_MS) };
  if (failed > 0) {
    const error = `${failed} could not be handled in the last pass`;
    return { ...progress, error, dueAtMs: laterThan(claimed, nowMs + DEACTIVATION_RETRY_MS) };
  }
  const settledAtMs = claimed.requestedAtMs + DEACTIVATION_SETTLE_MS;
  if (claimed.passBeganAtMs >= settledAtMs) return { ...progress, dueAtMs: nowMs, doneAtMs: nowMs };
  return { ...progress, dueAtMs: Math.max(settledAtMs, nowMs) };
}

/** The time of a claim tells it from others: none is written twice. */
function laterThan({ dueAtMs }: Deactivation, timeMs: number): number {
  return dueAtMs === timeMs ? timeMs + 1 : timeMs;
}
