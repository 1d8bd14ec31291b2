import { describe, expect, it } from 'vitest';
import { seededRandomness } from './seeded-randomness.js';
import { systemRandomness } from './system-randomness.js';

describe.each([
  ['systemRandomness', systemRandomness],
  ['seededRandomness', seededRandomness('seed')],
])('%s', (_name, randomness) => {
  it('gives tokens of the wanted length from letters and digits', () => {
    for (const length of [0, 1, 18, 100])
      expect(randomness.token(length)).toMatch(new RegExp(`^[A-Za-z0-9]{${length}}$`));
    expect(randomness.bytes(33)).toHaveLength(33);
  });

  it('chooses characters uniformly', () => {
    const counts = new Map<string, number>();
    for (const character of randomness.token(62_000)) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200);
  });
});

describe('seededRandomness', () => {
  it('repeats itself for the same seed only', () => {
    expect(seededRandomness('a').token(20)).toBe(seededRandomness('a').token(20));
    expect(seededRandomness('a').token(20)).not.toBe(seededRandomness('b').token(20));
  });
});
