import { type ConfigValues, readServerIdentity, serverSection } from '@chappe/config';
import { authContract, type Contract } from '@chappe/contracts';
import { CALL_ADDRESS, type CallAddress, GrpcModule } from '@chappe/grpc';
import { httpSection } from '@chappe/http';
import type { DynamicModule } from '@nestjs/common';
import { neededSchemas } from './needed-schemas.js';
import { platformModules } from './platform-modules.js';
import { type ProcessDefinition, sectionsOf } from './process-definition.js';
import type { ProcessLife } from './process-life.js';
import { startApplication } from './start-application.js';
import { Undo } from './undo.js';

/**
 * Serves until a signal comes.
 * @throws ConfigError, SchemaTooOldError and the like, each with one line for the operator; nothing is left behind then
 */
export async function serveProcess(
  definition: ProcessDefinition,
  config: ConfigValues,
  life: ProcessLife,
): Promise<void> {
  const root = rootModule(definition, config);
  const undo = new Undo();
  const { app, logger, port } = await undo.unlessDone(() => startApplication(root, config, undo));
  const { drainDelayMs } = config.of(httpSection);
  life.serving({ stop: () => undo.run(), drainDelayMs, logger });
  const callAddress = app.get<CallAddress>(CALL_ADDRESS)();
  logger.info({ part: 'process', process: definition.name, httpPort: port, callAddress }, 'ready');
}

function rootModule(definition: ProcessDefinition, config: ConfigValues): DynamicModule {
  const imports = platformModules({
    sections: sectionsOf(definition),
    config,
    identity: readServerIdentity(config.of(serverSection)),
    postgres: { ...neededSchemas(definition), migrates: false, applicationName: `chappe-${definition.name}` },
    grpc: GrpcModule.network({ serves: definition.serves, calls: callsOf(definition) }),
  });
  return { module: class ProcessModule {}, imports: [...imports, definition.module] };
}

/** HTTP asks auth who a token belongs to, in every process. */
function callsOf({ calls }: ProcessDefinition): Contract[] {
  return [...new Set([authContract, ...calls])];
}
