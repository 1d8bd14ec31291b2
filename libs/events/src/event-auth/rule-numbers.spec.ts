import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROOM_VERSIONS } from '../room-versions/room-versions.js';
import { PROVOCATIONS } from './fixtures/provocations.js';
import { RULE_WORDS } from './fixtures/rule-words.js';
import { ruleNumber } from './rule-number.js';
import type { AuthRule } from './rule-numbers.js';

interface RuleList {
  readonly specification: string;
  readonly title: string;
  readonly version: string;
  readonly rules: readonly { readonly number: string; readonly refuses: boolean; readonly words: string }[];
}

const folder = new URL('../../vectors/event-auth/', import.meta.url);
const lists = readdirSync(folder)
  .filter((name) => name.startsWith('rules-'))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as RuleList);
const rules = Object.keys(RULE_WORDS) as AuthRule[];

it('has the list of every room version', () => {
  expect(lists.map(({ version }) => version).sort()).toEqual(ROOM_VERSIONS.map(({ version }) => version).sort());
});

describe.each(lists)('the authorisation rules of version $version', ({ version, specification, rules: listed }) => {
  const refusing = listed.filter(({ refuses }) => refuses).map(({ number }) => number);
  const numbered = rules.flatMap((rule) => {
    const number = ruleNumber(rule, version);
    return number === undefined ? [] : { rule, number };
  });

  it('have the numbers that the specification gives them', () => {
    for (const { rule, number } of numbered) {
      expect(listed.find((entry) => entry.number === number)?.words, `${rule} ${number}`).toMatch(RULE_WORDS[rule]);
    }
  });

  it('are all there as far as they refuse', () => {
    const provoked = numbered.filter(({ rule }) => PROVOCATIONS[rule] !== undefined);
    expect(provoked.map(({ number }) => number).sort()).toEqual(refusing.sort());
  });

  it.each(numbered.filter(({ rule }) => PROVOCATIONS[rule] !== undefined))('$number can refuse: $rule', (entry) => {
    expect(specification).toBe(`rooms/v${version}#authorisation-rules`);
    expect(PROVOCATIONS[entry.rule]?.(version)).toBe(`v${version} ${entry.number}`);
  });
});

it('has no number for a rule of a version that is unknown', () => {
  expect(ruleNumber('federate', 'unknown')).toBeUndefined();
});
