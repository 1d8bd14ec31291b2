import satisfies from 'spdx-satisfies';
import type { LockedPackage } from './locked-packages.ts';

/** Licences that ask for no more than a notice: what we ship may have them. */
const SHIPPED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

/** What only builds and tests may have these too: it is used unchanged and handed to nobody. */
const BUILDS = [...SHIPPED, 'CC-BY-3.0', 'CC-BY-4.0', 'CC0-1.0', 'MPL-2.0', 'Python-2.0', 'Unlicense'];

/** Licences of packages whose manifest names none in the form of today. Each was read in the package's LICENSE. */
const READ_BY_HAND: Readonly<Record<string, string>> = {
  buildcheck: 'MIT',
  'cpu-features': 'MIT',
  ssh2: 'MIT',
};

/** What is wrong with the licences of these packages, a line each. */
export function licenseFindings(packages: readonly LockedPackage[]): string[] {
  return packages.flatMap(({ name, version, license = READ_BY_HAND[name], isDev }) => {
    if (license === undefined) return [`${name} ${version} names no licence`];
    if (isAllowed(license, isDev ? BUILDS : SHIPPED)) return [];
    return [
      `${name} ${version} has the licence ${license}, which ${isDev ? 'nothing' : 'nothing that we ship'} may have`,
    ];
  });
}

function isAllowed(license: string, allowed: readonly string[]): boolean {
  try {
    return satisfies(license, [...allowed]);
  } catch {
    // Not an SPDX expression, such as "SEE LICENSE IN …".
    return false;
  }
}
