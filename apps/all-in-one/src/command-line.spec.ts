import { CommandLineError } from '@chappe/process';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.js';

const parse = (line: string) => parseCommandLine(line.split(' ').filter(Boolean), '/srv');

describe('parseCommandLine', () => {
  it('starts the server on ./data with the settings as they are', () => {
    expect(parse('')).toEqual({ kind: 'start', dataDir: '/srv/data', configFile: undefined, flags: {} });
  });

  it('takes flags for settings and places', () => {
    const line = '--port 0 --data /x --server-name example.org --registration open --rate-limits off --config c.yaml';
    expect(parse(line)).toEqual({
      kind: 'start',
      dataDir: '/x',
      configFile: '/srv/c.yaml',
      flags: {
        'http.port': '0',
        'server.name': 'example.org',
        'auth.registration': 'open',
        'http.rateLimits.enabled': 'off',
      },
    });
  });

  it('understands user create', () => {
    expect(parse('user create alice --admin --password-stdin --data d')).toEqual({
      kind: 'store',
      command: { userName: 'alice', isAdmin: true, passwordFromStdin: true },
      dataDir: '/srv/d',
      configFile: undefined,
      flags: {},
    });
    expect(parse('user create alice --help')).toEqual({ kind: 'help' });
  });

  it('understands user token', () => {
    const place = { dataDir: '/srv/data', configFile: undefined, flags: {} };
    expect(parse('user token --uses 5')).toEqual({ kind: 'store', command: { terms: { usesAllowed: 5 } }, ...place });
    expect(parse('user token')).toEqual({ kind: 'store', command: { terms: {} }, ...place });
  });

  it.each([
    ['user token --uses 0', /a number from 1 on/],
    ['user token --uses many', /a number from 1 on/],
    ['user token alice', /is not a command/],
    ['--uses 3', /belongs to another command/],
    ['--prot 1', /'--prot'.*see --help/],
    ['--port', /--port.*see --help/],
    ['run', /"run" is not a command/],
    ['user delete alice', /is not a command/],
    ['user create', /needs the name/],
    ['user create a b', /is not a command/],
    ['--admin', /belongs to another command/],
  ])('refuses %j with one line', (line, message) => {
    expect(() => parse(line)).toThrow(CommandLineError);
    expect(() => parse(line)).toThrow(message);
    expect(() => parse(line)).not.toThrow(/\n/);
  });
});
