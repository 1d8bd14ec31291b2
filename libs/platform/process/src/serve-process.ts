import type { ConfigValues } from '@chappe/config';
import { authContract, type Contract } from '@chappe/contracts';
import { CALL_ADDRESS, type CallAddress, GrpcModule, grpcSection } from '@chappe/grpc';
import { checkHttpPorts, httpSection } from '@chappe/http';
import { checkPort } from '@chappe/runtime';
import type { DynamicModule } from '@nestjs/common';
import { neededSchemas } from './settings/needed-schemas.js';
import { readIdentity } from './settings/read-identity.js';
import { platformModules } from './platform-modules.js';
import { type ServiceManifest, sectionsOf } from './service-manifest.js';
import type { ProcessLife } from './process-life.js';
import { startApplication } from './start-application.js';
import { Undo } from './undo.js';

/**
 * Serves until a signal comes.
 * @throws ConfigError, SchemaTooOldError and the like, each with one line for the operator; nothing is left behind then
 */
export async function serveProcess(service: ServiceManifest, config: ConfigValues, life: ProcessLife): Promise<void> {
  await checkHttpPorts(config.of(httpSection));
  if (service.serves.length > 0) await checkPort({ ...config.of(grpcSection), setting: 'grpc.port' });
  const root = rootModule(service, config);
  const undo = new Undo();
  const { app, logger, port } = await undo.unlessDone(() => startApplication(root, config, undo));
  const { drainDelayMs } = config.of(httpSection);
  life.serving({ stop: () => undo.run(), drainDelayMs, logger });
  const callAddress = app.get<CallAddress>(CALL_ADDRESS)();
  logger.info({ part: 'process', process: service.name, httpPort: port, callAddress }, 'ready');
}

function rootModule(service: ServiceManifest, config: ConfigValues): DynamicModule {
  const imports = platformModules({
    sections: sectionsOf(service),
    config,
    identity: readIdentity(service, config),
    postgres: { ...neededSchemas(service), migrates: false, applicationName: `chappe-${service.name}` },
    grpc: GrpcModule.network({ name: service.name, serves: service.serves, calls: callsOf(service) }),
  });
  return { module: class ProcessModule {}, imports: [...imports, service.module] };
}

/** HTTP asks auth who a token belongs to, in every process. */
function callsOf({ calls }: ServiceManifest): Contract[] {
  return [...new Set([authContract, ...calls])];
}
