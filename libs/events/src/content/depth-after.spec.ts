import { importSigningKey, JsonNumber } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { buildEvent } from '../build-event/build-event.js';
import type { EventTemplate } from '../build-event/event-template.js';
import type { ServerName } from '../identifiers/server-name.js';
import { ROOM_VERSIONS, roomVersionRules } from '../room-versions/room-versions.js';
import { depthAfter } from './depth-after.js';
import type { PduInteger } from './pdu.js';

const OLD = ROOM_VERSIONS.filter(({ canonicalJsonEnforced }) => !canonicalJsonEnforced);
const CANONICAL = ROOM_VERSIONS.filter(({ canonicalJsonEnforced }) => canonicalJsonEnforced);
const INT64_MAX = new JsonNumber('9223372036854775807');
const after = (depths: PduInteger[], version: string) =>
  depthAfter(
    depths.map((depth) => ({ depth })),
    roomVersionRules(version)!,
  );

describe('the depth of a new event', () => {
  it('is one more than the deepest of its previous events, and 1 without any', () => {
    expect(after([], '12')).toBe(1);
    expect(after([3, 7, 5], '12')).toBe(8);
    expect(after([3, Number.MAX_SAFE_INTEGER - 1], '12')).toBe(Number.MAX_SAFE_INTEGER);
  });

  it.each(CANONICAL)('stays at 2^53 - 1 in version $version, where the room is at the limit', ({ version }) => {
    expect(after([Number.MAX_SAFE_INTEGER, 1], version)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it.each(OLD)('goes on to 2^63 - 1 in version $version', ({ version }) => {
    expect(after([Number.MAX_SAFE_INTEGER], version)).toEqual(new JsonNumber('9007199254740992'));
    expect(after([new JsonNumber('9223372036854775806'), 5], version)).toEqual(INT64_MAX);
    expect(after([5, INT64_MAX], version)).toEqual(INT64_MAX);
  });

  it('can be built at either limit', () => {
    const key = importSigningKey(new Uint8Array(32), '1');
    const template = { type: 'm.room.message', sender: '@u:domain', content: {}, originServerTs: 1 };
    for (const [version, limit] of [
      ['5', INT64_MAX],
      ['12', Number.MAX_SAFE_INTEGER],
    ] as const) {
      const rules = roomVersionRules(version)!;
      const room = { roomId: '!r:domain', prevEvents: [], authEvents: [], depth: after([limit], version) };
      const built = buildEvent({ ...template, ...room } as unknown as EventTemplate, {
        serverName: 'domain' as ServerName,
        key,
        rules,
      });
      expect(built.json).toContain(version === '5' ? '"depth":9223372036854775807' : '"depth":9007199254740991');
    }
  });
});
