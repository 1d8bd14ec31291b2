import { encodeSyncToken, encodeTimelinePoint, partitionOf } from '@chappe/contracts';
import type { RoomId } from '@chappe/events';
import { describe, expect, it } from 'vitest';
import { PageTokens } from './page-tokens.js';

const roomId = '!room:example.org' as RoomId;
const tokens = new PageTokens({ partitionCount: 4 });
const room = [0, 1, 2, 3].map((partition) => (partition === partitionOf(roomId, 4) ? 77 : 5));
const syncToken = encodeSyncToken({ room, user: 9, typing: 1, instance: 2 });
const point = { depth: 12, position: 34 };

describe('a pagination token', () => {
  it("of /sync stands at its position of the room's partition", () => {
    expect(tokens.read(syncToken, roomId, 'from')).toEqual({ position: 77 });
    expect(tokens.positionOf(syncToken, roomId, 'at')).toBe(77);
  });

  it('of room history stands at its point', () => {
    expect(tokens.read(tokens.write(point), roomId, 'from')).toEqual({ point });
    expect(tokens.positionOf(encodeTimelinePoint(point), roomId, 'at')).toBe(34);
  });

  it('may be absent', () => {
    expect(tokens.read(undefined, roomId, 'to')).toBeUndefined();
    expect(tokens.positionOf(undefined, roomId, 'at')).toBeUndefined();
  });

  it.each(['', 's', 't', 'garbage', 's72594_4483_1934', `t${'A'.repeat(50)}`, syncToken.slice(1), '\u0000'])(
    'is refused with M_INVALID_PARAM when it is none of ours: %j',
    (text) => {
      const refusal = expect.objectContaining({ errcode: 'M_INVALID_PARAM', status: 400 });
      expect(() => tokens.read(text, roomId, 'from')).toThrow(refusal);
    },
  );

  it('is refused when it comes from an installation with other partitions', () => {
    expect(() => new PageTokens({ partitionCount: 8 }).read(syncToken, roomId, 'from')).toThrow(
      "'from' is not a token of this server",
    );
  });
});
