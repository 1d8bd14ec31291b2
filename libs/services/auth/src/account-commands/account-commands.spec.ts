import { CommandLineError, parseWords, type StoreCommand } from '@chappe/process';
import { describe, expect, it } from 'vitest';
import { accountCommands } from './account-commands.js';

const commands = accountCommands('chappe user');
const parse = (line: string): StoreCommand | undefined =>
  commands.parse(parseWords(line.split(' ').filter(Boolean), commands.options));

describe('accountCommands', () => {
  it('understands user create', () => {
    expect(parse('user create alice')).toEqual({ userName: 'alice', isAdmin: false, passwordFromStdin: false });
    expect(parse('user create alice --admin --password-stdin')).toEqual({
      userName: 'alice',
      isAdmin: true,
      passwordFromStdin: true,
    });
  });

  it('understands user token', () => {
    expect(parse('user token --uses 5')).toEqual({ terms: { usesAllowed: 5 } });
    expect(parse('user token')).toEqual({ terms: {} });
  });

  it('understands user deactivation', () => {
    expect(parse('user deactivation alice')).toEqual({ name: 'alice' });
  });

  it('leaves other words to others', () => {
    for (const line of ['', 'serve', 'user', 'user delete alice', 'user create a b', 'user token a']) {
      expect(parse(line)).toBeUndefined();
    }
  });

  it.each([
    ['user token --uses 0', /a number from 1 on/],
    ['user token --uses many', /a number from 1 on/],
    ['user create', /needs the name/],
    ['user deactivation', /needs the name/],
  ])('refuses %j with one line', (line, message) => {
    expect(() => parse(line)).toThrow(CommandLineError);
    expect(() => parse(line)).toThrow(message);
    expect(() => parse(line)).not.toThrow(/\n/);
  });
});
