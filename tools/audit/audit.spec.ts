import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { advisoryFindings, type Advisory } from './advisories.ts';
import { licenseFindings } from './license-findings.ts';
import { lockedPackages, type LockedPackage } from './locked-packages.ts';

const packageOf = (version: string, more: Partial<LockedPackage> = {}): LockedPackage => ({
  name: 'thing',
  version,
  isDev: false,
  license: 'MIT',
  ...more,
});

describe('the packages of a lock file', () => {
  it('are its entries below node_modules, under their real names, each version once', () => {
    const lock = {
      packages: {
        '': { name: 'root', version: '1.0.0' },
        'node_modules/@chappe/room': { link: true },
        'node_modules/a': { version: '1.0.0', license: 'MIT', dev: true },
        'node_modules/b/node_modules/a': { version: '1.0.0', license: 'MIT' },
        'node_modules/alias': { name: '@x/real', version: '2.0.0', dev: true },
      },
    };
    expect(lockedPackages(JSON.stringify(lock))).toEqual([
      { name: '@x/real', version: '2.0.0', isDev: true },
      { name: 'a', version: '1.0.0', license: 'MIT', isDev: false },
    ]);
  });
});

describe('licences', () => {
  it.each([
    ['MIT', false, 0],
    ['(MIT OR GPL-3.0-only)', false, 0],
    ['(Apache-2.0 AND BSD-3-Clause)', false, 0],
    ['(MIT AND GPL-3.0-only)', false, 1],
    ['AGPL-3.0-only', true, 1],
    ['MPL-2.0', true, 0],
    ['MPL-2.0', false, 1],
    ['SEE LICENSE IN LICENSE.txt', true, 1],
    ['UNLICENSED', true, 1],
  ])('%s, only for builds: %s, makes %i findings', (license, isDev, count) => {
    expect(licenseFindings([packageOf('1.0.0', { license, isDev })])).toHaveLength(count);
  });

  it('must be named', () => {
    expect(licenseFindings([{ name: 'thing', version: '1.0.0', isDev: true }])).toEqual([
      'thing 1.0.0 names no licence',
    ]);
  });

  it('of everything that our lock file brings are allowed', () => {
    const lock = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8');
    expect(lockedPackages(lock).length).toBeGreaterThan(100);
    expect(licenseFindings(lockedPackages(lock))).toEqual([]);
  });
});

describe('advisories', () => {
  const events = [{ introduced: '0' }, { fixed: '1.2.3' }, { introduced: '2.0.0-beta.1' }, { last_affected: '2.1.0' }];
  const advisory: Advisory = {
    id: 'GHSA-0000',
    summary: 'too trusting',
    affected: [{ package: { ecosystem: 'npm', name: 'thing' }, ranges: [{ type: 'SEMVER', events }] }],
  };

  it.each([
    ['0.0.1', true],
    ['1.2.2', true],
    ['1.2.3-rc.1', true],
    ['1.2.3', false],
    ['1.9.9', false],
    ['2.0.0-beta.1', true],
    ['2.1.0', true],
    ['2.1.1', false],
  ])('are about version %s: %s', (version, isHit) => {
    const expected = isHit ? [`thing ${version}: GHSA-0000, too trusting`] : [];
    expect(advisoryFindings([packageOf(version)], [advisory])).toEqual(expected);
  });

  it('may list versions, and say when a package only builds', () => {
    const listed = { id: 'X', affected: [{ package: { ecosystem: 'npm', name: 'thing' }, versions: ['3.0.0'] }] };
    const packages = [packageOf('3.0.0', { isDev: true }), packageOf('3.0.1')];
    expect(advisoryFindings(packages, [listed])).toEqual(['thing 3.0.0 (build only): X, no summary']);
  });

  it('do not count when withdrawn, of another ecosystem, or of another package', () => {
    const ofPyPi = {
      ...advisory,
      affected: [{ ...advisory.affected?.[0], package: { ecosystem: 'PyPI', name: 'thing' } }],
    };
    const withdrawn = { ...advisory, withdrawn: '2026-01-01T00:00:00Z' };
    expect(advisoryFindings([packageOf('1.0.0')], [ofPyPi, withdrawn])).toEqual([]);
    expect(advisoryFindings([packageOf('1.0.0', { name: 'other' })], [advisory])).toEqual([]);
  });
});
