import { parseArgs } from 'node:util';

export const FORMS = ['all-in-one', 'cluster'] as const;

/** What to try. */
export interface DrillOptions {
  readonly forms: readonly (typeof FORMS)[number][];
  /** What all clients do follows from it; undefined: another one each time. */
  readonly seed: string | undefined;
  /** How long the standby gets nothing, and how long clients go on afterwards. */
  readonly heldSeconds: number;
  readonly afterSeconds: number;
}

export const HELP = `What happens when something large goes wrong, tried on this machine.

  npm run drill -- lost-commits [options]   PostgreSQL fails over to a streaming standby that lacks the newest commits
                                            while clients write: prints what was lost, and checks that everything else
                                            reaches every client exactly once

  --form FORM       ${FORMS.join(' or ')} (one after the other)
  --seed TEXT       what clients do follows from it (another one each time)
  --held SECONDS    for how long commits are missing (2)
  --after SECONDS   for how long clients go on afterwards (4)
  --help            this page
`;

/** Words that cannot be understood; the message is one line for the user. */
export class CommandLineError extends Error {}

/** The options of a command line; `undefined` when it asks for help. @throws CommandLineError */
export function parseCommandLine(words: readonly string[]): DrillOptions | undefined {
  const { values, positionals } = wordsOf(words);
  if (values.help === true) return undefined;
  const [drill, ...more] = positionals;
  if (drill !== 'lost-commits' || more.length > 0) throw new CommandLineError('the one drill there is: lost-commits');
  const form = FORMS.find((each) => each === values.form);
  if (values.form !== undefined && !form) throw new CommandLineError(`--form takes ${FORMS.join(' or ')}`);
  return {
    forms: form ? [form] : FORMS,
    seed: values.seed,
    heldSeconds: secondsOf('held', values.held),
    afterSeconds: secondsOf('after', values.after),
  };
}

function wordsOf(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    form: text,
    seed: text,
    held: { ...text, default: '2' },
    after: { ...text, default: '4' },
    help: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new CommandLineError(error instanceof Error ? error.message : String(error));
  }
}

function secondsOf(name: string, text: string): number {
  if (!/^\d{1,3}$/.test(text) || text === '0') throw new CommandLineError(`--${name} takes seconds, from 1 to 999`);
  return Number(text);
}
