/** A package as package-lock.json names it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression; absent where the package's manifest has none. */
  readonly license?: string;
  /** Only used to build and test; no image holds it. */
  readonly isDev: boolean;
}

interface Entry {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

const FOLDER = 'node_modules/';

/** The packages that a lock file (version 3) brings, each version once; our own projects are left out. */
export function lockedPackages(lock: string): LockedPackage[] {
  const { packages } = JSON.parse(lock) as { readonly packages: Readonly<Record<string, Entry>> };
  const found = new Map<string, LockedPackage>();
  for (const [path, entry] of Object.entries(packages)) {
    const locked = path.includes(FOLDER) ? lockedPackage(path, entry) : undefined;
    if (!locked) continue;
    const key = `${locked.name}@${locked.version}`;
    // What one place of the tree ships is shipped.
    if (found.get(key)?.isDev !== false) found.set(key, locked);
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Nothing for a link to one of our own projects, which has no version. */
function lockedPackage(path: string, entry: Entry): LockedPackage | undefined {
  const { version, license, dev = false, devOptional = false } = entry;
  if (version === undefined) return undefined;
  const name = entry.name ?? path.slice(path.lastIndexOf(FOLDER) + FOLDER.length);
  return { name, version, isDev: dev || devOptional, ...(license !== undefined && { license }) };
}
