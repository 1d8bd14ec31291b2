import { roomLog, userLog } from '@chappe/contracts';
import { describe, expect, it } from 'vitest';
import { CommandLineError } from '../command-line/command-line-error.js';
import { parseWords } from '../command-line/parse-words.js';
import { topicCommands } from './topic-commands.js';

const commands = topicCommands('chappe topic');
const parse = (line: string) => commands.parse(parseWords(line.split(' ').filter(Boolean), commands.options));

describe('topicCommands', () => {
  it('understands topic rebuild', () => {
    expect(parse('topic rebuild room')).toEqual({ topic: roomLog, after: 0 });
    expect(parse('topic rebuild user --after 1000')).toEqual({ topic: userLog, after: 1_000 });
  });

  it('leaves other words to others', () => {
    for (const line of ['', 'serve', 'topic', 'topic remove room', 'topic rebuild room user']) {
      expect(parse(line)).toBeUndefined();
    }
  });

  it.each([
    ['topic rebuild', /needs the name of a log: room or user/],
    ['topic rebuild sync', /needs the name of a log/],
    ['topic rebuild room --after x', /a number from 0 on/],
  ])('refuses %j with one line', (line, message) => {
    expect(() => parse(line)).toThrow(CommandLineError);
    expect(() => parse(line)).toThrow(message);
  });
});
