import { programOf } from '../build-programs.js';
import { type Exit, SpawnedProgram } from '../spawned-program.js';
import { processEnvironment } from './process-environment.js';
import { type Role, ROLES } from './roles.js';

/**
 * Brings the schemas of all services up to date and gives their roles their rights, as an operator does it.
 * @param configFile of any process of a role
 * @throws when a service refuses, with what it wrote
 */
export async function migrateCluster(
  configFile: (role: Role) => string,
  { settings }: { readonly settings?: Readonly<Record<string, string>> },
): Promise<void> {
  for (const command of ['migrate', 'grant']) {
    const commands = ROLES.map(async (role) => {
      const words = [programOf(role), command, '--config', configFile(role)];
      await run(role, words, processEnvironment(role, { settings }));
    });
    await Promise.all(commands);
  }
}

async function run(
  role: Role,
  words: string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const program = new SpawnedProgram({ words, environment, isOurs: true });
  program.spawn();
  const exit: Exit = await program.exit();
  if (exit.code !== 0) throw new Error(`the database cannot be made ready for ${role}:\n${program.output}`);
}
