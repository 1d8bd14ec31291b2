import { ManualClock } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import { Readiness, READINESS_CHECK_MS_MAX } from './readiness.js';

describe('Readiness', () => {
  it('is ready when all checks pass and says why it is not', async () => {
    const readiness = new Readiness(new ManualClock());
    readiness.add('log', () => undefined);
    expect(await readiness.report()).toEqual({ ready: true, checks: { log: 'ok' }, notes: {} });
    readiness.add('postgres', () => Promise.reject(new Error('no connection')));
    expect(await readiness.report()).toMatchObject({
      ready: false,
      checks: { log: 'ok', postgres: 'no connection' },
    });
    expect(() => readiness.add('log', () => undefined)).toThrow('exists already');
  });

  it('stays ready when something is away without which it can serve, and shows it', async () => {
    const readiness = new Readiness(new ManualClock());
    readiness.add('postgres', () => undefined);
    readiness.addNote('kafka', () => Promise.reject(new Error('no broker')));
    expect(await readiness.report()).toEqual({
      ready: true,
      checks: { postgres: 'ok' },
      notes: { kafka: 'no broker' },
    });
    expect(() => readiness.addNote('postgres', () => undefined)).toThrow('exists already');
  });

  it('is not ready any more once it is withdrawn', async () => {
    const readiness = new Readiness(new ManualClock());
    readiness.withdraw('ending');
    expect(await readiness.report()).toMatchObject({ ready: false, checks: { process: 'ending' } });
  });

  it('does not wait for a check that hangs', async () => {
    const clock = new ManualClock();
    const readiness = new Readiness(clock);
    readiness.add('kafka', () => new Promise(() => undefined));
    const report = readiness.report();
    await clock.advance(READINESS_CHECK_MS_MAX);
    expect((await report).checks).toEqual({ kafka: 'no answer in 2000 ms' });
  });
});
