import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';

const parse = (...words: string[]) => parseCommandLine(words, '/x');

describe('parseCommandLine', () => {
  it('gives defaults, in the order in which things are measured', () => {
    expect(parse('sync', 'send')).toMatchObject({
      groups: ['send', 'woken', 'initial', 'idle'],
      seconds: 10,
      repeat: 3,
      pollers: [1, 100],
      rooms: 50,
      jsonFile: undefined,
    });
  });

  it('takes the national size, with exceptions', () => {
    expect(parse('initial', '--national', '--rooms', '9')).toMatchObject({ users: 200, rooms: 9, members: 300 });
    expect(parse('all', '--json', 'a.json')?.jsonFile).toBe('/x/a.json');
  });

  it('asks for help when nothing is to be measured', () => {
    expect(parse()).toBeUndefined();
    expect(parse('send', '--help')).toBeUndefined();
  });

  it('measures of a cluster what can be measured of one', () => {
    expect(parse('all', '--cluster')).toMatchObject({
      groups: ['send', 'woken', 'initial', 'keys', 'to-device', 'members', 'messages', 'state', 'user-data', 'idle'],
      kafka: [true],
      rate: 1_000,
    });
    expect(parse('sync', '--cluster', '--kafka', 'both')).toMatchObject({
      groups: ['woken', 'initial', 'idle'],
      kafka: [true, false],
    });
    expect(() => parse('start', '--cluster')).toThrow('with --cluster');
    expect(() => parse('send', '--cluster', '--kafka', 'perhaps')).toThrow('on, off or both');
  });

  it('profiles the server, or one role of a cluster', () => {
    expect(parse('send')?.profile).toBeUndefined();
    expect(parse('--profile', 'send')).toMatchObject({ profile: 'server', groups: ['send'] });
    expect(parse('send', '--cluster', '--profile', 'room')).toMatchObject({ profile: 'room', groups: ['send'] });
    expect(() => parse('send', '--profile', 'room')).toThrow('a role only with --cluster');
    expect(() => parse('send', '--cluster', '--profile')).toThrow('one of auth, client-api, room, sync');
  });

  it('measures one process beside another homeserver', () => {
    expect(parse('keys')?.peer).toBeUndefined();
    expect(parse('keys', '--peer', 'synapse', '--peer-folder', 'p')).toMatchObject({
      peer: 'synapse',
      peerFolder: '/x/p',
    });
    expect(() => parse('keys', '--peer', 'other')).toThrow('"other" is not synapse');
    expect(() => parse('keys', '--peer', 'synapse', '--cluster')).toThrow('not with --cluster');
  });

  it('refuses what it does not know', () => {
    expect(() => parse('fly')).toThrow('"fly" is nothing');
    expect(() => parse('send', '--second', '1')).toThrow('--second');
    expect(() => parse('send', '--seconds', '0')).toThrow('not a number');
  });
});
