import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import type { LockedPackage } from './locked-packages.ts';

/**
 * The part of an OSV record (https://ossf.github.io/osv-schema/) that says which versions of a package are affected.
 */
interface Affected {
  readonly package?: { readonly ecosystem: string; readonly name: string };
  readonly ranges?: readonly { readonly type: string; readonly events: readonly RangeEvent[] }[];
  readonly versions?: readonly string[];
}

interface RangeEvent {
  readonly introduced?: string;
  readonly fixed?: string;
  readonly last_affected?: string;
}

/** An advisory in OSV form. */
export interface Advisory {
  readonly id: string;
  readonly summary?: string;
  /** When it was taken back. */
  readonly withdrawn?: string;
  readonly affected?: readonly Affected[];
}

/** Reads every OSV record below a folder, such as the unpacked export of osv.dev for npm. */
export function readAdvisories(folder: string): Advisory[] {
  const paths = globSync('**/*.json', { cwd: folder }).sort();
  return paths.map((path) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Advisory);
}

/** The advisories that are about one of these packages, a line each. */
export function advisoryFindings(packages: readonly LockedPackage[], advisories: readonly Advisory[]): string[] {
  const byName = Map.groupBy(packages, ({ name }) => name);
  return advisories
    .filter(({ withdrawn }) => withdrawn === undefined)
    .flatMap(({ id, summary = 'no summary', affected = [] }) => {
      const ofNpm = affected.filter((entry) => entry.package?.ecosystem === 'npm');
      const hit = ofNpm.flatMap((entry) => {
        const candidates = byName.get(entry.package?.name ?? '') ?? [];
        return candidates.filter(({ version }) => isAffected(version, entry));
      });
      return [...new Set(hit)].map(
        ({ name, version, isDev }) => `${name} ${version}${isDev ? ' (build only)' : ''}: ${id}, ${summary}`,
      );
    });
}

function isAffected(version: string, { versions = [], ranges = [] }: Affected): boolean {
  return (
    versions.includes(version) || ranges.some(({ type, events }) => type === 'SEMVER' && isWithin(version, events))
  );
}

/** As the schema evaluates events: sorted by version, the last one at or below `version` decides. */
function isWithin(version: string, events: readonly RangeEvent[]): boolean {
  return spansOf(events).some(({ from, isAfter }) => semver.gte(version, from) && !isAfter(version));
}

interface Span {
  readonly from: string;
  readonly isAfter: (version: string) => boolean;
}

function spansOf(events: readonly RangeEvent[]): Span[] {
  const sorted = [...events].sort((a, b) => semver.compare(versionOf(a), versionOf(b)));
  return sorted.flatMap((event, at): Span[] => {
    if (event.introduced === undefined) return [];
    const end = sorted.slice(at + 1).find(({ introduced }) => introduced === undefined);
    return [{ from: versionOf(event), isAfter: (version) => end !== undefined && isBeyond(version, end) }];
  });
}

const isBeyond = (version: string, { fixed, last_affected: last }: RangeEvent): boolean =>
  fixed !== undefined ? semver.gte(version, fixed) : last !== undefined && semver.gt(version, last);

/** "0" means: from the beginning. */
const versionOf = ({ introduced, fixed, last_affected: last }: RangeEvent): string => {
  const text = introduced ?? fixed ?? last ?? '0';
  return text === '0' ? '0.0.0-0' : text;
};
