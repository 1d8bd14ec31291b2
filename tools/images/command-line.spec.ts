import { describe, expect, it } from 'vitest';
import { APPS, parseCommandLine } from './command-line.ts';

describe('parseCommandLine', () => {
  it('means all apps when none is named', () => {
    expect(parseCommandLine([])).toMatchObject({
      apps: APPS,
      engine: 'docker',
      base: undefined,
      build: true,
      check: true,
    });
    expect(parseCommandLine(['sync', 'room', '--no-build'])).toMatchObject({ apps: ['room', 'sync'], build: false });
  });

  it('takes the bases that it makes itself unless others are named', () => {
    expect(parseCommandLine(['--debootstrap', '--base', 'own:1'])).toMatchObject({
      base: 'own:1',
      buildBase: 'chappe/build-base:node-26',
    });
  });

  it('shows help, and refuses what it does not know', () => {
    expect(parseCommandLine(['--help'])).toBeUndefined();
    expect(() => parseCommandLine(['telegraph'])).toThrow('there is no app "telegraph"');
    expect(() => parseCommandLine(['--enigne', 'podman'])).toThrow("'--enigne'");
  });
});
