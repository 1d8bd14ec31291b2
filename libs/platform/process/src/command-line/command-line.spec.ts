import { describe, expect, it } from 'vitest';
import { CommandLineError } from './command-line-error.js';
import { helpPage, parseCommandLine } from './command-line.js';
import { defineService } from '../service-manifest.js';

const service = defineService({
  name: 'auth',
  title: 'accounts',
  description: 'accounts',
  deactivation: { nothing: 'a test' },
  module: class {},
  commands: {
    help: { commands: [['auth user create NAME', 'make an account']], flags: '  --admin\n' },
    options: { admin: { type: 'boolean' } },
    parse: ({ positionals }) => (positionals[0] === 'user' ? { run: () => Promise.resolve() } : undefined),
  },
});
const parse = (line: string) => parseCommandLine(service, line.split(' ').filter(Boolean), '/srv');

describe('the command line of a process', () => {
  it('serves unless told otherwise', () => {
    expect(parse('')).toEqual({ kind: 'serve', configFile: undefined });
    expect(parse('serve --config c.yaml')).toEqual({ kind: 'serve', configFile: '/srv/c.yaml' });
  });

  it('migrates', () => {
    expect(parse('migrate --config /c.yaml')).toEqual({ kind: 'migrate', contract: false, configFile: '/c.yaml' });
    expect(parse('migrate --contract')).toMatchObject({ contract: true });
  });

  it('runs the commands of its service', () => {
    expect(parse('user create alice --admin')).toMatchObject({ kind: 'store', configFile: undefined });
  });

  it('shows the help page, commands of the service included', () => {
    expect(parse('migrate --help')).toEqual({ kind: 'help' });
    expect(helpPage(service)).toMatch(/node apps\/auth\/dist\/main\.js \[serve\][^]*user create NAME[^]*--admin/);
  });

  it.each([
    ['--prot 1', /'--prot'.*see --help/],
    ['--config', /--config.*see --help/],
    ['run', /"run" is not a command/],
    ['serve twice', /is not a command/],
    ['migrate down', /is not a command/],
    ['serve --contract', /--contract belongs to another command/],
    ['migrate --admin', /--admin belongs to another command/],
    ['--admin', /--admin belongs to another command/],
  ])('refuses %j with one line', (line, message) => {
    expect(() => parse(line)).toThrow(CommandLineError);
    expect(() => parse(line)).toThrow(message);
    expect(() => parse(line)).not.toThrow(/\n/);
  });
});
