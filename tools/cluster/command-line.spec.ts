import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';

const parse = (line: string) => parseCommandLine(line.split(' ').filter(Boolean), '/from');

describe('the command line of the cluster', () => {
  it('runs two of each service, with Kafka, for this machine alone', () => {
    expect(parse('')).toEqual({
      kind: 'run',
      folder: '/from/data/cluster',
      port: 8008,
      bind: '127.0.0.1',
      replicas: 2,
      kafka: true,
      serverName: 'localhost',
      registration: 'closed',
      rateLimits: true,
      logLevel: 'info',
    });
  });

  it('understands its options', () => {
    const run = parse('--replicas 3 --kafka off --data /d --registration open --rate-limits off --log-level warn');
    expect(run).toMatchObject({ replicas: 3, kafka: false, folder: '/d', registration: 'open', rateLimits: false });
    expect(parse('--help').kind).toBe('help');
  });

  it('kills a process of the running cluster', () => {
    expect(parse('--kill room')).toEqual({
      kind: 'kill',
      folder: '/from/data/cluster',
      target: 'room',
      everySeconds: 0,
    });
    expect(parse('--kill client-api-2 --every 5 --data d')).toMatchObject({
      folder: '/from/d',
      target: 'client-api-2',
      everySeconds: 5,
    });
  });

  it('passes account commands on', () => {
    const words = ['user', 'create', 'alice', '--admin'];
    expect(parse('--data d user create alice --admin')).toEqual({ kind: 'user', folder: '/from/d', words });
  });

  it.each(['--kill push', '--kill room-0', '--kafka maybe', '--port x', '--replicas 9', '--colour', 'nonsense'])(
    'refuses %s in one line',
    (line) => {
      expect(() => parse(line)).toThrow(/^[^\n]+$/);
    },
  );
});
