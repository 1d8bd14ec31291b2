import { describe, expect, it } from 'vitest';
import { ManualClock } from './manual-clock.js';
import { Shutdown, SHUTDOWN_PHASES, SHUTDOWN_PHASE_MS_MAX } from './shutdown.js';

describe('Shutdown', () => {
  it('runs the phases in order and each step once', async () => {
    const shutdown = new Shutdown(new ManualClock());
    const done: string[] = [];
    for (const phase of [...SHUTDOWN_PHASES].reverse()) {
      shutdown.add({ phase, name: phase, work: () => void done.push(phase) });
    }
    const [first, second] = await Promise.all([shutdown.run(), shutdown.run()]);
    expect(done).toEqual(['stopAccepting', 'drain', 'close']);
    expect(first).toEqual([]);
    expect(second).toBe(first);
    expect(shutdown.signal.aborted).toBe(true);
  });

  it('leaves a step behind that takes longer than its phase and reports it', async () => {
    const clock = new ManualClock();
    const shutdown = new Shutdown(clock);
    let closed = false;
    shutdown.add({ phase: 'drain', name: 'long poll', work: () => new Promise(() => undefined) });
    shutdown.add({ phase: 'drain', name: 'broken', work: () => Promise.reject(new Error('no')) });
    shutdown.add({ phase: 'close', name: 'pool', work: () => void (closed = true) });
    const ended = shutdown.run();
    await clock.advance(SHUTDOWN_PHASE_MS_MAX.drain);
    const failures = await ended;
    expect(failures.map((failure) => failure.name).sort()).toEqual(['broken', 'long poll']);
    expect(closed).toBe(true);
  });

  it('promises less than five seconds in all', () => {
    const totalMs = SHUTDOWN_PHASES.reduce((sum, phase) => sum + SHUTDOWN_PHASE_MS_MAX[phase], 0);
    expect(totalMs).toBeLessThan(5_000);
  });
});
