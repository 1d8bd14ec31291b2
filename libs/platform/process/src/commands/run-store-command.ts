import { userInfo } from 'node:os';
import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigError } from '@chappe/config';
import { auditWriter, type AuditVerdict, createLogger } from '@chappe/telemetry';
import { type StoreParts, storeModules } from '../platform-modules.js';
import type { StoreCommand } from './store-commands.js';

/**
 * Runs a command on the tables of a service. One that changes something, or was refused to, says so in
 * an audit line on standard error; one that could not begin does not.
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
    audit(command, 'ok');
  } catch (error) {
    if (opened && !(error instanceof ConfigError)) audit(command, 'refused');
    throw error;
  } finally {
    await opened?.close();
  }
}

function audit({ audited }: StoreCommand, verdict: AuditVerdict): void {
  if (audited === undefined) return;
  const logger = createLogger({ logLevel: 'info', logFormat: 'json' }, process.stderr);
  auditWriter(logger)({ event: 'command', verdict, what: audited, operator: userInfo().username });
}
