import { describe, expect, it } from 'vitest';
import { partitionOf } from '@chappe/contracts';
import { generateSigningKey } from '@chappe/crypto';
import {
  parseServerName,
  roomVersionRules,
  toSafeInteger,
  type RoomId,
  type RoomVersionRules,
  type ServerName,
} from '@chappe/events';
import { ManualClock, seededRandomness } from '@chappe/runtime';
import type { HeadStart } from '../heads/room-head.js';
import type { RoomHeads } from '../heads/room-heads.js';
import { StateMaps } from '../state/state-maps.js';
import type { StateNodeStore } from '../state/state-node.store.js';
import { RoomFounding, type FoundedRoom } from './room-founding.js';

const PARTITIONS = 16;
const NOW_MS = 1_700_000_000_000;
const WISHES = 60;

/** Founds rooms on a replica that owns these partitions, with a clock that stands still. */
class Replica {
  readonly clock = new ManualClock(NOW_MS);
  readonly #founding: RoomFounding;

  constructor(owned: readonly number[]) {
    const partitionOfRoom = (roomId: RoomId): number => partitionOf(roomId, PARTITIONS);
    const heads = {
      ownsAny: owned.length > 0,
      isOwned: (roomId: RoomId) => owned.includes(partitionOfRoom(roomId)),
      placeOf: (roomId: RoomId) => ({ roomId, partition: partitionOfRoom(roomId) }),
      requireOwned: (roomId: RoomId) => {
        if (!owned.includes(partitionOfRoom(roomId))) throw new Error('not owned');
      },
      start: ({ roomId }: HeadStart) => ({ roomId, usage: { take: () => undefined }, setState: () => undefined }),
    };
    this.#founding = new RoomFounding(
      heads as unknown as RoomHeads,
      new StateMaps({ read: () => Promise.resolve(new Map()) } as unknown as StateNodeStore),
      { serverName: parseServerName('test.example') as ServerName, signingKey: generateSigningKey('a_test') },
      this.clock,
      seededRandomness('founding'),
    );
  }

  found(version: string): Promise<FoundedRoom> {
    const rules = roomVersionRules(version) as RoomVersionRules;
    return this.#founding.found({ creator: '@alice:test.example', rules, content: {}, additionalCreators: [] });
  }
}

const timeOf = ({ create }: FoundedRoom): number => toSafeInteger(create.built.pdu.origin_server_ts);

describe.each(['1', '3', '10', '12'])('rooms of version %s', (version) => {
  it.each([[[3]], [[0, 1, 2, 3, 4, 5, 6, 7]], [[...Array(PARTITIONS).keys()]]])(
    'get ids of the owned partitions %j, each its own though wished for at the same time',
    async (owned) => {
      const replica = new Replica(owned);
      const founded = await Promise.all(Array.from({ length: WISHES }, () => replica.found(version)));
      expect(new Set(founded.map(({ head }) => head.roomId)).size).toBe(WISHES);
      const partitions = new Set(founded.map(({ head }) => partitionOf(head.roomId, PARTITIONS)));
      expect(owned).toEqual(expect.arrayContaining([...partitions]));
      expect(partitions.size).toBeGreaterThan(owned.length / 2); // spread
    },
  );

  it('are created now, or a moment ago', async () => {
    const replica = new Replica([1, 2]);
    const founded = await Promise.all(Array.from({ length: 50 }, () => replica.found(version)));
    for (const room of founded) {
      expect(timeOf(room)).toBeLessThanOrEqual(NOW_MS);
      expect(timeOf(room)).toBeGreaterThan(NOW_MS - 2_100);
    }
  });

  it('are created exactly now where everything is owned', async () => {
    expect(timeOf(await new Replica([...Array(PARTITIONS).keys()]).found(version))).toBe(NOW_MS);
  });

  it('are not created where nothing is owned', async () => {
    const replica = new Replica([]);
    for (let tries = 0; tries < 3; tries++) await expect(replica.found(version)).rejects.toThrow('not owned');
  });
});
