import { beforeEach, describe, expect, it } from 'vitest';
import type { RoomId } from '@chappe/events';
import { systemClock, type Clock } from '@chappe/runtime';
import { LANE_TASKS_MAX, LANE_TASKS_PER_TURN } from '../room.limits.js';
import { RoomLanes } from './room-lanes.js';

const ROOM = '!room:test.example' as RoomId;
const OTHER = '!other:test.example' as RoomId;

let lanes: RoomLanes;
let turns: number;

beforeEach(() => {
  turns = 0;
  const clock: Clock = Object.create(systemClock) as Clock;
  clock.sleep = () => {
    turns++;
    return Promise.resolve();
  };
  lanes = new RoomLanes(clock);
});

/** Keeps the room busy until the returned function is called. */
function block(roomId: RoomId): () => void {
  let end = (): void => undefined;
  void lanes.run(roomId, () => new Promise<void>((resolve) => (end = resolve)));
  return end;
}

describe('the lane of a room', () => {
  it('runs one task at a time, in order, whether they fail or not', async () => {
    const end = block(ROOM);
    const done: number[] = [];
    const tasks = Array.from({ length: 10 }, (_, index) =>
      lanes.run(ROOM, async () => {
        await Promise.resolve();
        done.push(index);
        if (index % 3 === 0) throw new Error(`task ${index}`);
        return index;
      }),
    );
    expect(done).toEqual([]);
    end();
    const outcomes = await Promise.allSettled(tasks);
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(4);
  });

  it('does not wait for other rooms', async () => {
    const end = block(ROOM);
    expect(await lanes.run(OTHER, () => Promise.resolve('done'))).toBe('done');
    end();
  });

  it('refuses when too many tasks wait, and takes more when they are done', async () => {
    const end = block(ROOM);
    const waiting = Array.from({ length: LANE_TASKS_MAX - 1 }, () => lanes.run(ROOM, () => Promise.resolve()));
    await expect(lanes.run(ROOM, () => Promise.resolve())).rejects.toMatchObject({ status: 503 });
    end();
    await Promise.all(waiting);
    expect(await lanes.run(ROOM, () => Promise.resolve('more'))).toBe('more');
  });

  it('is kept only while the room has tasks, however they end', async () => {
    const tasks = Array.from({ length: 100 }, (_, index) => {
      const roomId = `!${index % 50}:test.example` as RoomId;
      return lanes.run(roomId, () => (index % 3 === 0 ? Promise.reject(new Error('broken')) : Promise.resolve()));
    });
    expect(lanes.size).toBe(50);
    await Promise.allSettled(tasks);
    await new Promise((resolve) => setImmediate(resolve));
    expect(lanes.size).toBe(0);
  });

  it('gives the event loop a turn now and then while it works off what has waited', async () => {
    const end = block(ROOM);
    const waiting = Array.from({ length: 3 * LANE_TASKS_PER_TURN }, () => lanes.run(ROOM, () => Promise.resolve()));
    end();
    await Promise.all(waiting);
    expect(turns).toBe(3);
  });
});
