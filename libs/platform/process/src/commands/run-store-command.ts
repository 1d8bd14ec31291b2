import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type StoreParts, storeModules } from '../platform-modules.js';
import type { StoreCommand } from './store-commands.js';

/**
 * Runs a command on the tables of a service.
 * @param command asks for what it needs before the tables are opened
 * @param parts called when they are
 * @throws what the command throws
 */
export async function runStoreCommand(command: StoreCommand, parts: () => Promise<StoreParts>): Promise<void> {
  let opened: INestApplicationContext | undefined;
  try {
    await command.run(async (module) => {
      const root = { module: class CommandModule {}, imports: [...storeModules(await parts()), module] };
      opened = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
      return opened;
    });
  } finally {
    await opened?.close();
  }
}
