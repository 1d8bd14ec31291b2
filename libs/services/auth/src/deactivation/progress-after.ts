import { DEACTIVATION_CLAIM_MS, DEACTIVATION_RETRY_MS } from '../auth.limits.js';
import type { Deactivation, DeactivationProgress, DeactivationStep } from './deactivation.js';

/** How far a deactivation is after a step: within a pass, at the end of one, or before one that tries again. */
export function progressAfter(claimed: Deactivation, step: DeactivationStep): DeactivationProgress {
  const failed = claimed.failed + step.failed;
  const progress = { ...step, failed, error: undefined, isPassed: false };
  if (step.next !== '') return { ...progress, pauseMs: DEACTIVATION_CLAIM_MS };
  if (failed === 0) return { ...progress, pauseMs: 0, isPassed: true };
  return { ...progress, error: `${failed} could not be handled in the last pass`, pauseMs: DEACTIVATION_RETRY_MS };
}
