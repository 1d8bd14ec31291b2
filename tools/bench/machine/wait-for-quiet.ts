import { setTimeout as sleep } from 'node:timers/promises';
import { sampleUsage, usageBetween } from './usage.ts';

/** Of all cores; a server that waits takes some hundredths itself. */
const QUIET_CORES_MAX = 0.25;
const LOOK_MS = 1_000;

/** Resolves when little runs on the machine, or the time is over. @param secondsMax 0: at once */
export async function waitForQuiet(secondsMax: number): Promise<void> {
  for (let waited = 0; waited < secondsMax; waited++) {
    const before = sampleUsage([]);
    await sleep(LOOK_MS);
    if (usageBetween(before, sampleUsage([]), []).othersCores <= QUIET_CORES_MAX) return;
  }
}
