import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { APPS } from './command-line.ts';

const dockerfile = (app: string): string => readFileSync(`apps/${app}/Dockerfile`, 'utf8');

/** Without comments and what says which app it is. */
const stepsOf = (text: string): string => text.replaceAll(/^(#|ARG APP=|ARG TITLE=).*\n/gm, '');

/** All stages but the last one. */
const buildOf = (text: string): string => stepsOf(text).split('\nFROM ${BASE}\n')[0] ?? '';

describe('the Dockerfiles', () => {
  it('are alike for all services, but for the name', () => {
    for (const app of ['auth', 'client-api', 'sync'])
      expect(stepsOf(dockerfile(app))).toBe(stepsOf(dockerfile('room')));
  });

  it('build all-in-one as they build the services', () => {
    expect(buildOf(dockerfile('all-in-one'))).toBe(buildOf(dockerfile('room')));
  });

  it.each(APPS)('names the app %s', (app) => {
    expect(existsSync(`apps/${app}/package.json`)).toBe(true);
    expect(dockerfile(app)).toContain(`ARG APP=${app}\n`);
    expect(dockerfile(app)).toContain(`docker build -f apps/${app}/Dockerfile .`);
  });

  it('run as a numbered user without a shell', () => {
    for (const app of APPS) {
      expect(dockerfile(app)).toContain('\nUSER 10001:10001\n');
      expect(dockerfile(app)).toMatch(/\nENTRYPOINT \["node", /);
    }
  });
});
