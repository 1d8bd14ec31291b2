import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownPosition, OWED_ROOMS_MAX, owedRoom } from './owed-rooms.js';
import { decodeSyncToken, encodeSyncToken, TYPING_ROOMS_IN_TOKEN_MAX } from './sync-token.js';
import { decodeTimelinePoint, encodeTimelinePoint } from './timeline-point-token.js';

const position = fc.oneof(fc.maxSafeNat(), fc.nat(200), fc.constant(Number.MAX_SAFE_INTEGER));
const generation = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 0xffffffff }));
const token = fc.record({
  generation,
  room: fc.array(position, { minLength: 1, maxLength: 64 }),
  user: position,
  typing: position,
  instance: fc.nat(0xffffffff),
  typingRooms: fc.array(fc.nat(0xffffffff), { maxLength: TYPING_ROOMS_IN_TOKEN_MAX }),
});
const owed = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 2 ** 40 - 1 }), position), {
  maxLength: OWED_ROOMS_MAX,
  selector: ([room]) => room,
});
const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.base64String().map((text) => `s${text}`),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => `s${Buffer.from(bytes).toString('base64url')}`),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => `t${Buffer.from(bytes).toString('base64url')}`),
);

describe('sync token', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(token, (t) => {
        expect(decodeSyncToken(encodeSyncToken(t), t.room.length)).toEqual(t);
      }),
    );
  });

  it('comes back with the rooms that are owed', () => {
    fc.assert(
      fc.property(token, owed, (t, rooms) => {
        const owing = { ...t, ...(rooms.length > 0 && { owed: new Map(rooms) }) };
        expect(decodeSyncToken(encodeSyncToken(owing), t.room.length)).toEqual(owing);
      }),
    );
  });

  it('owes no more rooms than it may', () => {
    const rooms = Array.from({ length: OWED_ROOMS_MAX + 1 }, (_, room) => [room, 1] as const);
    const at = { generation: 0, room: [1], user: 1, typing: 0, instance: 1, typingRooms: [] };
    const owing = { ...at, owed: new Map(rooms) };
    expect(decodeSyncToken(encodeSyncToken(owing), 1)).toBeUndefined();
  });

  it('tells of each room how far it is known', () => {
    const owing = {
      room: [10, 20],
      owed: new Map([
        [owedRoom('!a:x'), 5],
        [owedRoom('!b:x'), 0],
      ]),
    };
    const known = (roomId: string) => knownPosition(owing, { roomId, partition: 1 });
    expect([known('!a:x'), known('!b:x'), known('!c:x')]).toEqual([5, undefined, 20]);
    expect(knownPosition(undefined, { roomId: '!a:x', partition: 1 })).toBeUndefined();
  });

  it('is refused by an installation with another partition count', () => {
    fc.assert(
      fc.property(token, fc.integer({ min: 1, max: 64 }), (t, count) => {
        fc.pre(count !== t.room.length);
        expect(decodeSyncToken(encodeSyncToken(t), count)).toBeUndefined();
      }),
    );
  });

  it('has one spelling: what is read is written back to the same text', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 4 }), (text, count) => {
        const read = decodeSyncToken(text, count);
        if (read !== undefined) expect(encodeSyncToken(read)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of the first generation is what it was before there were others', () => {
    const token = { generation: 0, room: [5, 300], user: 7, typing: 2, instance: 9, typingRooms: [] };
    expect(encodeSyncToken(token)).toBe('sAQIFrAIHCQI');
    expect(encodeTimelinePoint({ generation: 0, depth: 4, position: 300 })).toBe('tAQSsAg');
  });

  it.each(['', 's', 't', 'sAA', 's!!', 's72594_4483_1934', `s${'A'.repeat(60_000)}`, 's__________8'])(
    'refuses %s',
    (text) => {
      expect(decodeSyncToken(text, 1)).toBeUndefined();
    },
  );

  it('is refused with more rooms than it may name', () => {
    const typingRooms = Array.from({ length: TYPING_ROOMS_IN_TOKEN_MAX + 1 }, () => 7);
    const tooMany = { generation: 0, room: [1], user: 1, typing: 1, instance: 1, typingRooms };
    expect(decodeSyncToken(encodeSyncToken(tooMany), 1)).toBeUndefined();
  });

  it('stays short: sixteen partitions with a million entries each fit into 90 characters', () => {
    const room = Array.from({ length: 16 }, () => 1_000_000);
    const token = { generation: 0xffffffff, room, user: 1_000_000, typing: 1_000, instance: 0xffffffff };
    expect(encodeSyncToken({ ...token, typingRooms: [] }).length).toBeLessThan(90);
  });
});

describe('timeline point token', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.record({ generation, depth: position, position }), (point) => {
        expect(decodeTimelinePoint(encodeTimelinePoint(point))).toEqual(point);
      }),
    );
  });

  it('has one spelling: what is read is written back to the same text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const read = decodeTimelinePoint(text);
        if (read !== undefined) expect(encodeTimelinePoint(read)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['', 't', 's', 'tAQ', 'tAQEB', 'tAQEBAQ'])('refuses or reads exactly: %s', (text) => {
    const read = decodeTimelinePoint(text);
    expect(read === undefined || encodeTimelinePoint(read) === text).toBe(true);
  });
});
