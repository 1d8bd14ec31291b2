import { JsonNumber, parseExactJson, type JsonObject } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { eachVersion, readVectors, type ByVersion, type Vector } from '../fixtures/read-vectors.js';
import { ROOM_VERSIONS, roomVersionRules } from '../room-versions/room-versions.js';
import type { Pdu } from './pdu.js';
import { powerLevelOf } from './power-level-of.js';
import { PowerLevels } from './power-levels.js';

interface LevelVector extends Vector {
  /** A level as JSON text. */
  readonly text: string;
  /** What it is worth, `null` for what is no level. */
  readonly levels: ByVersion<number | null>;
}

interface EventVector extends Vector {
  readonly lastVersion: string;
  readonly event: Pdu;
  readonly users: Readonly<Record<string, number>>;
  readonly events: Readonly<Record<string, number>>;
  readonly ban: number;
}

describe('the value of a power level', () => {
  it.each(readVectors<LevelVector>('power-levels'))('$title', ({ text, levels }) => {
    for (const { version, rules, expected } of eachVersion(levels)) {
      expect(powerLevelOf(parseExactJson(text), rules) ?? null, `version ${version}`).toBe(expected);
    }
  });

  it.each([Infinity, -Infinity, NaN])('is not %s', (value) => {
    for (const rules of ROOM_VERSIONS) expect(powerLevelOf(value, rules)).toBeUndefined();
  });

  it('is read in time linear to its length', () => {
    const long = [' '.repeat(60_000), '0'.repeat(60_000), `${' '.repeat(30_000)}1${' '.repeat(30_000)}x`];
    for (const text of long) powerLevelOf(text, roomVersionRules('1')!);
    expect(powerLevelOf('9'.repeat(60_000), roomVersionRules('1')!)).toBe(Number.MAX_VALUE);
    expect(powerLevelOf(new JsonNumber('9'.repeat(60_000)), roomVersionRules('1')!)).toBeUndefined();
  });
});

describe('power levels events', () => {
  it.each(readVectors<EventVector>('power-level-events'))('$title', (vector) => {
    const powerLevels = parseExactJson(JSON.stringify(vector.event)) as JsonObject as unknown as Pdu;
    for (const { rules } of eachVersion({ 'from version 1': true }, vector.lastVersion)) {
      const levels = new PowerLevels({ powerLevels }, rules);
      for (const [userId, level] of Object.entries(vector.users)) expect(levels.ofUser(userId)).toBe(level);
      for (const [type, level] of Object.entries(vector.events)) expect(levels.toSend(type, true)).toBe(level);
      expect(levels.ban).toBe(vector.ban);
    }
  });
});
