import { describe, expect, it } from 'vitest';
import { parseWords } from '../command-line/parse-words.js';
import { generationCommands } from './generation-commands.js';

const commands = generationCommands('chappe generation');
const parse = (line: string) => commands.parse(parseWords(line.split(' ').filter(Boolean), commands.options));

describe('generationCommands', () => {
  it.each(['generation list', 'generation begin', 'generation forget'])('understands %s', (line) => {
    expect(parse(line)).toBeDefined();
  });

  it.each(['', 'generation', 'generation end', 'generation begin now', 'signing-key list'])(
    'leaves %j to others',
    (line) => {
      expect(parse(line)).toBeUndefined();
    },
  );
});
