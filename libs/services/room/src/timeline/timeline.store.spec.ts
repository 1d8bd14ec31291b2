import type { EventId, RoomId } from '@chappe/events';
import type { Postgres, Statement } from '@chappe/postgres';
import { describe, expect, it } from 'vitest';
import { TimelineStore } from './timeline.store.js';

const roomKey = (roomId: string) => ({ partition: 0, roomId: roomId as RoomId });
const EVENT = ['$event' as EventId];

/** A pool of four connections that answers a statement when it is told to. */
class SlowPool {
  readonly connections = { max: 4 };
  /** Rooms that are read at the moment, in the order in which they were begun, with what ends each. */
  readonly reads: [roomId: unknown, end: (rows: object[]) => void][] = [];

  query({ values = [] }: Statement): Promise<object[]> {
    return new Promise((resolve) => this.reads.push([values[2], resolve]));
  }

  get rooms(): unknown[] {
    return this.reads.map(([roomId]) => roomId);
  }

  async endFirst(): Promise<void> {
    this.reads.shift()?.[1]([]);
    await new Promise(setImmediate);
  }
}

describe('reads of timelines', () => {
  it('take half of the connections at most, on which rooms take turns', async () => {
    const pool = new SlowPool();
    const timeline = new TimelineStore(pool as unknown as Postgres);
    const reading = ['!a', '!a', '!a', '!a', '!b', '!c'].map((roomId) => timeline.byIds(roomKey(roomId), EVENT));
    expect(pool.rooms).toEqual(['!a', '!a']);
    await pool.endFirst();
    expect(pool.rooms).toEqual(['!a', '!a']);
    await pool.endFirst();
    expect(pool.rooms).toEqual(['!a', '!b']);
    await pool.endFirst();
    expect(pool.rooms).toEqual(['!b', '!c']);
    for (let left = 3; left > 0; left--) await pool.endFirst();
    await expect(Promise.all(reading)).resolves.toHaveLength(6);
  });

  it('need no turn in a transaction, which has its connection', async () => {
    const pool = new SlowPool();
    const timeline = new TimelineStore(pool as unknown as Postgres);
    const waiting = [1, 2, 3].map(() => timeline.byIds(roomKey('!a'), EVENT));
    const tx = new SlowPool();
    const inTransaction = timeline.byIds(roomKey('!a'), EVENT, tx as unknown as Postgres);
    expect(tx.rooms).toEqual(['!a']);
    await tx.endFirst();
    await expect(inTransaction).resolves.toEqual([]);
    for (const _ of waiting) await pool.endFirst();
    await Promise.all(waiting);
  });
});
