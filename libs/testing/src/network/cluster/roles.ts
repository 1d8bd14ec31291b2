import { globSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../build-programs.js';

/** Name of a service that runs as processes of its own. */
export type Role = string;

/** All of them, in order: each has a manifest in its app. */
export const ROLES: readonly Role[] = globSync('*/src/manifest.ts', { cwd: join(REPOSITORY, 'apps') })
  .map((path) => path.split('/')[0] ?? '')
  .sort();

/**
 * The settings of a role among those of a cluster: a process refuses what it does not know. A section that is called
 * like a service is that service's alone; the others are read by all.
 */
export function settingsOf(role: Role, settings: Readonly<Record<string, string>> = {}): Record<string, string> {
  const isFor = (variable: string): boolean => {
    const section = variable.split('_')[1]?.toLowerCase() ?? '';
    const owner = ROLES.find((each) => each.replaceAll('-', '') === section);
    return owner === undefined || owner === role;
  };
  return Object.fromEntries(Object.entries(settings).filter(([variable]) => isFor(variable)));
}
