import { programOf } from '../build-programs.js';
import { type Exit, SpawnedProgram } from '../spawned-program.js';
import { processEnvironment } from './process-environment.js';
import { type Role, ROLES } from './roles.js';

/**
 * Brings the schemas of all services up to date, as an operator does it.
 * @param configFile of any process of a role
 * @throws when a service refuses, with what it wrote
 */
export async function migrateCluster(
  configFile: (role: Role) => string,
  { settings }: { readonly settings?: Readonly<Record<string, string>> },
): Promise<void> {
  await Promise.all(ROLES.map((role) => migrate(role, configFile(role), processEnvironment(role, settings))));
}

async function migrate(
  role: Role,
  configFile: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const words = [programOf(role), 'migrate', '--config', configFile];
  const program = new SpawnedProgram({ words, environment, isOurs: true });
  program.spawn();
  const exit: Exit = await program.exit();
  if (exit.code !== 0) throw new Error(`the schema of ${role} cannot be brought up to date:\n${program.output}`);
}
