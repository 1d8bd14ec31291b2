import 'reflect-metadata';
import type { ConfigValues } from '@chappe/config';
import { type Command, helpPage, parseCommandLine } from './command-line/command-line.js';
import { grantRights, migrateSchemas } from './settings/migrate-schemas.js';
import { neededSchemas } from './settings/needed-schemas.js';
import { readIdentity } from './settings/read-identity.js';
import type { StoreParts } from './platform-modules.js';
import { processConfig } from './settings/process-config.js';
import { type ServiceManifest, sectionsOf } from './service-manifest.js';
import { ProcessLife } from './process-life.js';
import { runStoreCommand } from './commands/run-store-command.js';
import { serveProcess } from './serve-process.js';

/** What a program is started with: Node's `process`. */
export interface ProcessSurroundings extends Pick<NodeJS.Process, 'argv' | 'env'> {
  cwd(): string;
}

/** The whole program of a service as a process of its own, from its command line to its exit code. */
export async function runProcess(service: ServiceManifest, surroundings: ProcessSurroundings): Promise<void> {
  await ProcessLife.of(`chappe ${service.name}`, async (life) => {
    const command = parseCommandLine(service, surroundings.argv.slice(2), surroundings.cwd());
    if (command.kind === 'help') {
      process.stdout.write(helpPage(service));
      return;
    }
    const config = processConfig(service, { configFile: command.configFile, env: surroundings.env });
    await runCommand(command, { service, config, life });
  });
}

interface Program {
  readonly service: ServiceManifest;
  readonly config: ConfigValues;
  readonly life: ProcessLife;
}

async function runCommand(
  command: Exclude<Command, { kind: 'help' }>,
  { service, config, life }: Program,
): Promise<void> {
  switch (command.kind) {
    case 'serve':
      await serveProcess(service, config, life);
      break;
    case 'migrate': {
      const ran = await migrateSchemas(service, config, command.contract);
      process.stdout.write(ran.length === 0 ? 'nothing to migrate\n' : ran.map((name) => `${name}\n`).join(''));
      break;
    }
    case 'grant':
      await grantRights(service, config);
      break;
    case 'store':
      await runStoreCommand(command.command, () => Promise.resolve(partsOf(service, config)));
  }
}

function partsOf(service: ServiceManifest, config: ConfigValues): StoreParts {
  // A command need not wait for what only a serving process reads.
  const { migrationSets } = neededSchemas(service);
  return {
    sections: sectionsOf(service),
    config,
    identity: readIdentity(service, config),
    postgres: { migrates: false, migrationSets, applicationName: `chappe-${service.name}-command` },
  };
}
