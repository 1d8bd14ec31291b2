import { describe, expect, it } from 'vitest';
import { DEFAULT_ROOM_VERSION, ROOM_VERSIONS, roomVersionRules } from './room-versions.js';

describe('room versions', () => {
  it('knows the default room version', () => {
    expect(roomVersionRules(DEFAULT_ROOM_VERSION)?.version).toBe('12');
  });

  it('has rules for every version that it lists', () => {
    expect(ROOM_VERSIONS.map(({ version }) => version)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      '10',
      '11',
      '12',
    ]);
    for (const { version, stable } of ROOM_VERSIONS)
      expect(roomVersionRules(version)).toMatchObject({ version, stable });
  });

  it.each(['', '13', '0', 'constructor', '__proto__', '012'])('does not know version %j', (version) => {
    expect(roomVersionRules(version)).toBeUndefined();
  });
});
