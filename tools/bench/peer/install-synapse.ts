import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const INSTALL_MS_MAX = 900_000;
const ASK_MS_MAX = 60_000;
const PACKAGES = ['matrix-synapse', 'psycopg2-binary'];
const ASK_VERSION = "from importlib.metadata import version; print(version('matrix-synapse'))";

/** A Python that has Synapse. */
export interface InstalledSynapse {
  readonly python: string;
  readonly version: string;
}

/**
 * Installs Synapse from PyPI into a folder of its own, unless it is there.
 * @param signal ends the installation
 * @throws when there is no Python, or a package cannot be had
 */
export async function installSynapse(folder: string, signal: AbortSignal): Promise<InstalledSynapse> {
  const python = join(folder, 'bin', 'python');
  const run = async (file: string, args: readonly string[], timeout: number): Promise<string> =>
    (await promisify(execFile)(file, args, { signal, timeout })).stdout.trim();
  const askVersion = (): Promise<string> => run(python, ['-c', ASK_VERSION], ASK_MS_MAX);
  if (existsSync(python)) {
    const version = await askVersion().catch(() => undefined);
    if (version !== undefined) return { python, version };
  }
  await run('python3', ['-m', 'venv', folder], INSTALL_MS_MAX);
  await run(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES], INSTALL_MS_MAX);
  return { python, version: await askVersion() };
}
