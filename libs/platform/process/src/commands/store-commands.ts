import type { ParseArgsOptionsConfig } from 'node:util';
import type { INestApplicationContext, Type } from '@nestjs/common';
import type { CommandLine } from '../command-line/align-commands.js';
import type { Words } from '../command-line/parse-words.js';

/** Opens the service's tables with a module, whether or not processes serve them; closed when the command has ended. */
export type OpenStore = (module: Type) => Promise<INestApplicationContext>;

/** Something that an operator has done on the tables of a service. */
export interface StoreCommand {
  /** The command as its audit line says it, without secrets; undefined for one that changes nothing. */
  readonly audited?: string | undefined;
  /** Writes its result to standard output. */
  run(open: OpenStore): Promise<void>;
}

/** The commands that a service offers besides serving. */
export interface StoreCommands {
  /** For the help page: the commands, and the lines of their flags. */
  readonly help: { readonly commands: readonly CommandLine[]; readonly flags: string };
  readonly options: ParseArgsOptionsConfig;
  /**
   * The command that the words ask for; undefined when it is none of these.
   * @throws CommandLineError when it is one and a part is missing or wrong
   */
  parse(words: Words): StoreCommand | undefined;
}
