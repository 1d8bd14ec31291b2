import { describe, expect, it } from 'vitest';
import { createLogger } from '../logger.js';
import { AwayError } from './away-error.js';
import { Outages } from './outages.js';

class BrokerAwayError extends AwayError {
  readonly away = 'The broker';
}

function setUp(logLevel: 'info' | 'debug' = 'info') {
  const lines: string[] = [];
  let nowMs = 0;
  const pass = (durationMs: number): void => void (nowMs += durationMs);
  const logger = createLogger({ logLevel, logFormat: 'json' }, { write: (line) => void lines.push(line) });
  const outages = new Outages(logger, { monotonicMs: () => nowMs });
  return { pass, logger, outages, broker: outages.of('The broker'), entries: () => lines.map(entryOf) };
}

function entryOf(line: string): Record<string, unknown> {
  const { time: _, ...entry } = JSON.parse(line) as Record<string, unknown>;
  return entry;
}

const refusal = new BrokerAwayError('not available', { cause: new Error('connection refused') });
const began = { level: 'error', reason: 'connection refused', msg: 'The broker is not available' };

describe('an outage', () => {
  it('is one line when it begins and one when it ends: for how long, and how many requests it cost', () => {
    const { pass, outages, broker, entries } = setUp();
    for (let i = 0; i < 50; i++) {
      broker.failed(refusal);
      outages.refused(refusal);
      pass(100);
    }
    expect(entries()).toEqual([began]);
    broker.worked();
    pass(2_000);
    broker.worked();
    broker.worked();
    const ended = { level: 'info', downMs: 5_000, refused: 50, msg: 'The broker is available again' };
    expect(entries()).toEqual([began, ended]);
  });

  it('goes on while some of what is asked works and some does not', () => {
    const { pass, broker, entries } = setUp();
    for (let i = 0; i < 20; i++) {
      broker.failed(refusal);
      pass(1_000);
      broker.worked();
    }
    expect(entries()).toHaveLength(1);
  });

  it('is counted anew each time', () => {
    const { pass, outages, broker, entries } = setUp();
    for (let i = 0; i < 2; i++) {
      broker.failed(refusal);
      outages.refused(refusal);
      pass(5_000);
      broker.worked();
    }
    expect(entries().map(({ refused }) => refused)).toEqual([undefined, 1, undefined, 1]);
  });

  it('says nothing of what was never away', () => {
    const { broker, entries } = setUp();
    broker.worked();
    expect(entries()).toEqual([]);
  });
});

describe('a log line that carries what an outage made fail', () => {
  const write = (logLevel: 'info' | 'debug') => {
    const { logger, entries } = setUp(logLevel);
    const child = logger.child({ part: 'room' });
    child.error({ err: refusal }, 'a commit failed');
    child.warn({ err: new Error('the attempt failed', { cause: refusal }) }, 'trying again');
    child.error({ err: new Error('wrong') }, 'a commit failed otherwise');
    return entries().map(({ level, msg }) => `${String(level)} ${String(msg)}`);
  };

  it('is not written', () => {
    expect(write('info')).toEqual(['error a commit failed otherwise']);
  });

  it('is written for who wants everything', () => {
    expect(write('debug')).toEqual(['debug a commit failed', 'debug trying again', 'error a commit failed otherwise']);
  });
});
