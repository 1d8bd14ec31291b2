import { describe, expect, it } from 'vitest';
import * as contracts from '../index.js';

const { STORED_LOGS, TRANSIENT_TOPICS } = contracts;
const isTopic = (value: unknown): value is contracts.Topic | contracts.TransientTopic =>
  typeof value === 'object' && value !== null && 'owner' in value && ('kinds' in value || 'codec' in value);
const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);

describe('the lists of topics', () => {
  it('have every topic of the contracts, each in its own', () => {
    const topics = Object.values<unknown>(contracts).filter(isTopic).sort(byName);
    expect(topics.filter((topic) => 'schema' in topic)).toEqual(STORED_LOGS.toSorted(byName));
    expect(topics.filter((topic) => 'codec' in topic)).toEqual(TRANSIENT_TOPICS.toSorted(byName));
  });

  it('have no name and no tables twice, and no number of a kind', () => {
    const names = [...STORED_LOGS, ...TRANSIENT_TOPICS].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(STORED_LOGS.map(({ schema }) => schema)).size).toBe(STORED_LOGS.length);
    for (const { kinds } of STORED_LOGS) {
      const ids = Object.values(kinds).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('name every log by its first word, by which operators know it', () => {
    const words = STORED_LOGS.map(({ name }) => name.split('.')[0]);
    expect(new Set(words).size).toBe(words.length);
  });
});
