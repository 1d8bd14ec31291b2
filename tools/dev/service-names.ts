import { globSync } from 'node:fs';
import { join } from 'node:path';

const apps = join(import.meta.dirname, '..', '..', 'apps');

/** The services of the platform, in order: each has a manifest in its app. */
export const SERVICE_NAMES: readonly string[] = globSync('*/src/manifest.ts', { cwd: apps })
  .map((path) => path.split('/')[0] ?? '')
  .sort();
