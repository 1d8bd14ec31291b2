import type { Task } from '../server/task.js';

const STEPS_MAX = 1_000_000;

/** Runs a task that asks nobody else without letting time pass. */
export function runAtOnce<T>(task: Task<T>): T {
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const { done, value } = task.next(undefined);
    if (done) return value;
    if (value.kind === 'ask') throw new Error('This task needs another server');
  }
  throw new Error('This task does not end');
}
