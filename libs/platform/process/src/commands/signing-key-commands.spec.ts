import { describe, expect, it } from 'vitest';
import { CommandLineError } from '../command-line/command-line-error.js';
import { joinCommands } from '../command-line/join-commands.js';
import { parseWords } from '../command-line/parse-words.js';
import { signingKeyCommands } from './signing-key-commands.js';
import { topicCommands } from './topic-commands.js';

const commands = joinCommands(topicCommands('chappe topic'), signingKeyCommands('chappe signing-key'));
const parse = (line: string) => commands.parse(parseWords(line.split(' ').filter(Boolean), commands.options));
const PUBLIC_KEY = Buffer.alloc(32, 7).toString('base64').replace('=', '');

describe('signingKeyCommands', () => {
  it('understands its commands beside those of others', () => {
    for (const line of [
      'signing-key list',
      'signing-key make',
      `signing-key accept ed25519:a_1 ${PUBLIC_KEY}`,
      'signing-key retire ed25519:a_1',
      'topic rebuild room --after 5',
    ]) {
      expect(parse(line)).toBeDefined();
    }
  });

  it('leaves other words to others', () => {
    for (const line of ['', 'signing-key', 'signing-key list all', 'signing-key lose', 'signing-key accept a b c']) {
      expect(parse(line)).toBeUndefined();
    }
  });

  it.each([
    ['signing-key accept', /the ID of a key/],
    [`signing-key accept a_1 ${PUBLIC_KEY}`, /the ID of a key/],
    ['signing-key accept ed25519:a_1', /the public key: 32 bytes/],
    ['signing-key accept ed25519:a_1 AAAA', /the public key: 32 bytes/],
    ['signing-key retire', /the ID of a key/],
    ['signing-key list --after 5', /--after belongs to another command/],
  ])('refuses %j with one line', (line, message) => {
    expect(() => parse(line)).toThrow(CommandLineError);
    expect(() => parse(line)).toThrow(message);
  });
});
