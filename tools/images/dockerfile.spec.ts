import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_IN_ONE, APPS } from './command-line.ts';

const text = readFileSync('Dockerfile', 'utf8');
const stages = new Map(
  [...text.matchAll(/^FROM \S+ AS (\S+)\n([^]*?)(?=^FROM |$(?![^]))/gm)].map((match) => [match[1], match[2] ?? '']),
);

describe('the Dockerfile', () => {
  it('makes every app, all-in-one unless told otherwise', () => {
    expect(APPS.length).toBeGreaterThanOrEqual(5);
    expect(APPS.filter((app) => !existsSync(`apps/${app}/package.json`))).toEqual([]);
    expect(text).toContain(`\nARG APP=${ALL_IN_ONE}\n`);
    expect([...stages.keys()].slice(-3)).toEqual(['common', 'service', ALL_IN_ONE]);
  });

  it.each(['service', ALL_IN_ONE])('runs %s as a numbered user without a shell', (stage) => {
    expect(stages.get(stage)).toContain('\nUSER 10001:10001\n');
    expect(stages.get(stage)).toMatch(/\nENTRYPOINT \["node", /);
  });
});
