import { encodeSyncToken, partitionOf } from '@chappe/contracts';
import { Generations } from '@chappe/event-log';
import type { RoomId } from '@chappe/events';
import { describe, expect, it } from 'vitest';
import { PageTokens } from './page-tokens.js';

const roomId = '!room:example.org' as RoomId;
const PARTITIONS = 4;
const generations = new Generations();
const tokens = new PageTokens({ partitionCount: PARTITIONS, generations });
const room = vectorOf(77);
const syncToken = syncTokenOf(77, 0);
const point = { depth: 12, position: 34 };
const from = { roomId, name: 'from' };
const at = { roomId, name: 'at' };

/** Positions of which the room's partition has one, the others another. */
function vectorOf(position: number): number[] {
  return [0, 1, 2, 3].map((partition) => (partition === partitionOf(roomId, PARTITIONS) ? position : 5));
}

function syncTokenOf(position: number, generation: number): string {
  const rest = { user: 9, typing: 1, instance: 2, typingRooms: [] };
  return encodeSyncToken({ generation, room: vectorOf(position), ...rest });
}

describe('a pagination token', () => {
  it("of /sync stands at its position of the room's partition", async () => {
    expect(await tokens.read(syncToken, from)).toEqual({ position: 77 });
    expect(await tokens.positionOf(syncToken, at)).toBe(77);
  });

  it('of room history stands at its point', async () => {
    expect(await tokens.read(tokens.write(point, 0), from)).toEqual({ point });
    expect(await tokens.positionOf(tokens.write(point, 0), at)).toBe(34);
  });

  it('may be absent', async () => {
    expect(await tokens.read(undefined, { roomId, name: 'to' })).toBeUndefined();
    expect(await tokens.positionOf(undefined, at)).toBeUndefined();
  });

  it.each(['', 's', 't', 'garbage', 's72594_4483_1934', `t${'A'.repeat(50)}`, syncToken.slice(1), '\u0000'])(
    'is refused with M_INVALID_PARAM when it is none of ours: %j',
    async (text) => {
      const refusal = expect.objectContaining({ errcode: 'M_INVALID_PARAM', status: 400 });
      await expect(tokens.read(text, from)).rejects.toThrow(refusal);
    },
  );

  it('is refused when it comes from an installation with other partitions', async () => {
    const others = new PageTokens({ partitionCount: 8, generations });
    await expect(others.read(syncToken, from)).rejects.toThrow("'from' is not a token of this server");
  });
});

describe('a pagination token of an earlier generation', () => {
  const begun = new Generations();
  const nothing = { cause: '', beganAtMs: 0, begin: { room: [], user: [] } };
  begun.adopt([
    { ...nothing, id: 0 },
    { ...nothing, id: 7, begin: { room, user: [] } },
    { ...nothing, id: 8, begin: { room: vectorOf(90), user: [] } },
  ]);
  const later = new PageTokens({ partitionCount: PARTITIONS, generations: begun });
  const pointAt = (position: number) => ({ depth: 12, position });

  it.each([
    // What was there when the next generation began.
    [0, 77, { position: 77 }],
    // What came later: where the rest ends.
    [0, 78, { position: 77 }],
    [7, 91, { position: 90 }],
    // What is current.
    [8, 1_000, { position: 1_000 }],
    // Nobody remembers it: as if there were no token.
    [5, 3, undefined],
  ])('of /sync (generation %i, position %i) stands where it is true still', async (generation, position, place) => {
    expect(await later.read(syncTokenOf(position, generation), from)).toEqual(place);
    expect(await later.positionOf(syncTokenOf(position, generation), at)).toBe(place?.position);
  });

  it.each([
    [0, 77, { point: pointAt(77) }],
    [0, 78, { position: 77 }],
    [7, 91, { position: 90 }],
    [5, 3, undefined],
  ])('of room history (generation %i, position %i) goes on without a gap', async (generation, position, place) => {
    const token = later.write(pointAt(position), generation);
    expect(await later.read(token, from)).toEqual(place);
    // What is left of the history that it was taken in lies below its depth.
    expect(await later.read(token, { ...from, isBackward: true })).toEqual({ point: pointAt(position) });
  });
});
