import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigValues, loadConfig } from '@chappe/config';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { allInOneSections, services } from './all-in-one.module.js';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const yamlText = read('profiles/strict.yaml');
const profile = parse(yamlText) as Record<string, Record<string, unknown>>;

const flags = { 'server.name': 'example.org' };
const load = (text: string): ConfigValues => loadConfig(allInOneSections, { yamlText: text, env: {}, flags });

/** Values of the sections that the profile has a word about. */
function valuesOf(config: ConfigValues): Record<string, unknown> {
  const named = allInOneSections.filter(({ name }) => name in profile);
  return Object.fromEntries(named.map((section) => [section.name, config.of(section)]));
}

describe('profiles/strict.yaml', () => {
  it('is taken by the loader of the program, and says what it says', () => {
    expect(valuesOf(load(yamlText))).toMatchObject(profile);
    expect(Object.keys(valuesOf(load(yamlText))).toSorted()).toEqual(Object.keys(profile).toSorted());
  });

  it('hides who exists, lets nobody register, and every token expire', () => {
    expect(valuesOf(load(yamlText))).toMatchObject({
      http: { userLookup: 'token', metrics: 'token', accessTokenInQuery: false, rateLimits: { enabled: true } },
      auth: { registration: 'closed', sessionLifetimeMs: expect.any(Number) as number },
    });
  });

  it('is never laxer than the defaults', () => {
    const [strict, lax] = [load(yamlText), load('')].map((config) => JSON.parse(JSON.stringify(valuesOf(config))));
    for (const [limit, points] of Object.entries<number | boolean>(lax.http.rateLimits)) {
      expect(Number(strict.http.rateLimits[limit]), limit).toBeLessThanOrEqual(Number(points));
    }
    expect(strict.auth.accessTokenLifetimeMs).toBeLessThanOrEqual(lax.auth.accessTokenLifetimeMs);
    expect(strict.auth.passwordLengthMin).toBeGreaterThanOrEqual(lax.auth.passwordLengthMin);
  });

  it('explains every setting', () => {
    const lines = yamlText.split('\n');
    const settings = lines.filter((line) => /^\s+\w+: \S/.test(line));
    const grouped = new Set(['enabled', 'logFormat']);
    for (const setting of settings.filter((line) => !grouped.has(line.trim().split(':')[0] ?? ''))) {
      expect(lines[lines.indexOf(setting) - 1], setting).toMatch(/^\s+# /);
    }
  });

  it('stands in the values of the chart as well, for whoever reads the section', () => {
    const { defaults, ...blocks } = parse(read('charts/chappe/ci/strict-values.yaml')) as Record<
      string,
      { config?: Record<string, object> }
    >;
    const inChart = { ...defaults?.config, ...blocks['auth']?.config };
    // The chart has logs in JSON always.
    const { logFormat: _always, ...telemetry } = profile['telemetry'] ?? {};
    expect(inChart).toEqual({ ...profile, telemetry });
    for (const { sections } of services) {
      expect(sections.map(({ name }) => name)).not.toContain('http');
    }
  });
});
