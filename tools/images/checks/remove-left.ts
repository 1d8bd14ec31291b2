import type { Engine } from '../engine.ts';

const FILTER = '--filter=name=^/?chappe-check-';

/** Removes the containers and networks of checks that did not come to their end. */
export async function removeLeft(engine: Engine): Promise<void> {
  const containers = await idsOf(engine, ['ps', '--all', '--quiet', FILTER]);
  if (containers.length > 0) await engine.do(['rm', '--force', '--volumes', ...containers]);
  const networks = await idsOf(engine, ['network', 'ls', '--quiet', FILTER]);
  if (networks.length > 0) await engine.do(['network', 'rm', ...networks]);
}

async function idsOf(engine: Engine, words: readonly string[]): Promise<string[]> {
  return (await engine.do(words)).split('\n').filter((id) => id !== '');
}
