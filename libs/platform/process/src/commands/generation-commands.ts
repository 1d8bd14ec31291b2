import { EventLogModule, type Generation, GenerationWatch } from '@chappe/event-log';
import type { Words } from '../command-line/parse-words.js';
import type { OpenStore, StoreCommand, StoreCommands } from './store-commands.js';

/** Something that is done with the generations of the installation. */
class GenerationCommand implements StoreCommand {
  readonly #work: (watch: GenerationWatch) => Promise<readonly Generation[]>;

  /** @param work returns the generations to be printed */
  constructor(work: (watch: GenerationWatch) => Promise<readonly Generation[]>) {
    this.#work = work;
  }

  async run(open: OpenStore): Promise<void> {
    const store = await open(EventLogModule);
    for (const { id, cause, beganAtMs, begin } of await this.#work(store.get(GenerationWatch))) {
      const kept = `after ${sumOf(begin.room)} room and ${sumOf(begin.user)} user entries`;
      process.stdout.write(`${id} began ${new Date(beganAtMs).toISOString()} ${kept}: ${cause}\n`);
    }
  }
}

/**
 * What an operator does when the database is an older copy than the one that clients know.
 * @param start how the commands begin on the help page, up to the word `generation`
 */
export function generationCommands(start: string): StoreCommands {
  return {
    help: {
      commands: [
        [`${start} list`, 'list when PostgreSQL was started, promoted or restored'],
        [`${start} begin`, 'after a restore, if nothing has been written since'],
        [`${start} forget`, 'after a restore, if something has: every client starts over'],
      ],
      flags: '',
    },
    options: {},
    parse: parseGenerationCommand,
  };
}

function parseGenerationCommand({ positionals }: Words): StoreCommand | undefined {
  const [noun, verb, ...rest] = positionals;
  if (noun !== 'generation' || rest.length > 0) return undefined;
  if (verb === 'list') return new GenerationCommand(({ generations }) => Promise.resolve(generations.known));
  if (verb === 'begin') return beginCommand({ isForgetting: false });
  return verb === 'forget' ? beginCommand({ isForgetting: true }) : undefined;
}

function beginCommand(how: { readonly isForgetting: boolean }): StoreCommand {
  return new GenerationCommand(async (watch) => [await watch.begin('an operator said so', how)]);
}

function sumOf(positions: readonly number[]): number {
  return positions.reduce((sum, position) => sum + position, 0);
}
