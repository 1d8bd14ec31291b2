import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roomLog } from '@chappe/contracts';
import { PostgresUnavailableError } from '@chappe/postgres';
import { systemClock } from '@chappe/runtime';
import { Dice } from '@chappe/testing';
import { Gate, interceptCommits } from '../fixtures/intercept-commits.js';
import { message, room, state } from '../fixtures/requests.js';
import { ALICE, RoomSuite } from '../fixtures/room-suite.js';
import { TestRoom } from '../fixtures/test-room.js';
import { PartitionLeases } from '../partitions/partition-leases.js';
import { COMMIT_QUEUE_MAX } from '../room.limits.js';
import { GroupCommit } from './group-commit.js';

const UNAVAILABLE = { errcode: 'M_UNKNOWN', status: 503 };

type Fault = 'none' | 'refused' | 'lost' | 'unanswered';

let nextFault: () => Fault;
let gate: Gate | undefined;

const suite = new RoomSuite({
  each: 'test',
  between: (postgres) =>
    interceptCommits(postgres, async (commit) => {
      await gate?.opened;
      const fault = nextFault();
      if (fault === 'lost') throw new PostgresUnavailableError(true, undefined);
      if (fault === 'refused') return postgres.query({ text: 'SELECT 1/0' });
      const rows = await commit();
      if (fault === 'unanswered') throw new PostgresUnavailableError(true, undefined);
      return rows;
    }),
});
beforeEach(async () => {
  nextFault = () => 'none';
  gate = undefined;
});
afterEach(() => {
  gate?.open();
});

function once(fault: Fault): () => Fault {
  let left: Fault = fault;
  return () => {
    const now = left;
    left = 'none';
    return now;
  };
}

async function send(roomId: string, body: string): Promise<string> {
  return (await suite.client.sendEvent(message(roomId, ALICE, { body, txnId: body }))).eventId;
}

/** As clients do: with the same transaction id until it is answered. */
async function sendUntilAnswered(roomId: string, body: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const eventId = await send(roomId, body).catch(() => undefined);
    if (eventId) return eventId;
    await systemClock.sleep(5);
  }
  throw new Error(`${body} was never answered`);
}

async function bodies(roomId: string): Promise<string[]> {
  const rows = await suite.postgres.query<{ json: Buffer }>({
    text: `SELECT json FROM room.events WHERE room_id = $1 AND type = 'm.room.message' ORDER BY position`,
    values: [roomId],
  });
  return rows.map((row) => (JSON.parse(row.json.toString()) as { content: { body: string } }).content.body);
}

/** Positions are contiguous from 1, every event has its entry, and the head is the newest event. */
async function expectSoundTables(): Promise<void> {
  const partitions = await suite.postgres.query<{ entries: number; last: number; position: number }>({
    text: `SELECT count(l.position) AS entries, coalesce(max(l.position), 0) AS last, p.position
           FROM room.partitions p LEFT JOIN room.log l USING (partition) GROUP BY p.partition`,
  });
  for (const row of partitions) expect([row.entries, row.last]).toEqual([row.position, row.position]);
  const odd = await suite.postgres.query({
    text: `SELECT e.event_id FROM room.events e
             LEFT JOIN room.log l ON (l.partition, l.position) = (e.partition, e.position)
             WHERE l.key IS DISTINCT FROM e.room_id
           UNION ALL
           SELECT r.room_id FROM room.rooms r WHERE r.extremities IS DISTINCT FROM (
             SELECT e.event_id FROM room.events e WHERE (e.partition, e.room_id) = (r.partition, r.room_id)
             ORDER BY e.position DESC LIMIT 1)`,
  });
  expect(odd).toEqual([]);
}

describe('a commit that fails', () => {
  it.each<Fault>(['lost', 'refused'])(
    '(%s) fails everybody who waited for it; what is sent later works',
    async (fault) => {
      const { roomId } = await suite.client.createRoom(room(ALICE));
      await send(roomId, 'before');
      gate = new Gate();
      let faults = fault === 'lost' ? 1 : Infinity;
      nextFault = () => (faults-- > 0 ? fault : 'none');
      const waiting = Array.from({ length: 20 }, (_, index) => send(roomId, `waiting ${index}`));
      const settled = Promise.allSettled(waiting);
      gate.open();
      for (const outcome of await settled) expect(outcome).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
      nextFault = () => 'none';
      await sendUntilAnswered(roomId, 'after');
      expect(await bodies(roomId)).toEqual(['before', 'after']);
      await expectSoundTables();
    },
  );

  it('leaves nothing of itself in the state that later events see', async () => {
    const testRoom = await TestRoom.create(suite.client, ALICE, { preset: 'public_chat' });
    nextFault = once('lost');
    await expect(testRoom.join('@bob:test.example')).rejects.toMatchObject(UNAVAILABLE);
    await sendUntilAnswered(testRoom.roomId, 'recovered');
    await expect(testRoom.say('@bob:test.example', 'am I in?')).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
  });
});

describe('a commit whose answer is lost', () => {
  it('is found by who repeats the request', async () => {
    const { roomId } = await suite.client.createRoom(room(ALICE));
    nextFault = once('unanswered');
    await expect(send(roomId, 'once')).rejects.toMatchObject(UNAVAILABLE);
    await sendUntilAnswered(roomId, 'once');
    await sendUntilAnswered(roomId, 'twice');
    expect(await bodies(roomId)).toEqual(['once', 'twice']);
    await expectSoundTables();
  });

  it('counts for state: setting it again makes no new event', async () => {
    const { roomId } = await suite.client.createRoom(room(ALICE));
    const name = state(roomId, ALICE, { type: 'm.room.name', content: { name: 'x' } });
    nextFault = once('unanswered');
    await expect(suite.client.sendEvent(name)).rejects.toMatchObject(UNAVAILABLE);
    await sendUntilAnswered(roomId, 'recovered');
    await suite.client.sendEvent(name);
    const names = await suite.postgres.query({ text: `SELECT FROM room.events WHERE type = 'm.room.name'` });
    expect(names).toHaveLength(1);
  });
});

/** An entry that needs no room. Its key may be one that PostgreSQL refuses. */
function submitEntry(partition: number, key: string): Promise<void> {
  const lease = suite.running.context.get(PartitionLeases).get(partition);
  return suite.running.context.get(GroupCommit).submit(() => {
    const entry = { partition, position: lease.take(), kind: roomLog.kinds.deviceList.id, key, payload: Buffer.of() };
    return { lease, entries: [entry] };
  });
}

describe('a row that PostgreSQL refuses', () => {
  it('harms nobody before it, and after it nobody in other partitions', async () => {
    gate = new Gate();
    const first = submitEntry(0, '@first:test.example');
    await systemClock.sleep(20); // under way: the others gather in one batch behind it
    const before = [submitEntry(0, '@a:test.example'), submitEntry(1, '@b:test.example')];
    const poison = submitEntry(1, '@poison\0:test.example');
    const behind = submitEntry(1, '@c:test.example');
    const after = [submitEntry(0, '@d:test.example'), submitEntry(2, '@e:test.example')];
    const refused = Promise.allSettled([poison, behind]);
    gate.open();
    await Promise.all([first, ...before, ...after]);
    for (const outcome of await refused) expect(outcome).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    await expect.poll(() => submitEntry(1, '@f:test.example').then(() => 'committed')).toBe('committed');
    await expectSoundTables();
  });
});

describe('when too many writes wait', () => {
  it('more are refused, and those that wait are committed', async () => {
    const { roomId } = await suite.client.createRoom(room(ALICE));
    gate = new Gate();
    const first = submitEntry(0, ALICE);
    await systemClock.sleep(20); // under way: whatever follows waits
    const waiting = Array.from({ length: COMMIT_QUEUE_MAX }, (_, index) => submitEntry(index % 4, ALICE));
    expect(() => submitEntry(0, ALICE)).toThrow('Too many writes');
    await expect(send(roomId, 'too much')).rejects.toMatchObject(UNAVAILABLE);
    gate.open();
    await Promise.all([first, ...waiting]);
    await send(roomId, 'enough');
    expect(await bodies(roomId)).toEqual(['enough']);
    await expectSoundTables();
  });
});

describe('200 concurrent sends while commits fail at random', () => {
  it.each(['one', 'two', 'three', 'four'])('arrive exactly once and acknowledged (seed %s)', async (seed) => {
    const dice = new Dice(seed);
    const rooms = await Promise.all(Array.from({ length: 6 }, () => suite.client.createRoom(room(ALICE))));
    const roomIds = rooms.map(({ roomId }) => roomId);
    nextFault = () => (dice.chance(40) ? dice.one<Fault>(['lost', 'refused', 'unanswered']) : 'none');
    const sends = Array.from({ length: 200 }, async (_, index) => {
      const roomId = dice.one(roomIds);
      await systemClock.sleep(dice.between(0, 300));
      return { roomId, body: `message ${index}`, eventId: await sendUntilAnswered(roomId, `message ${index}`) };
    });
    const acknowledged = await Promise.all(sends);
    nextFault = () => 'none';
    for (const roomId of roomIds) {
      const expected = acknowledged.filter((one) => one.roomId === roomId).map((one) => one.body);
      expect((await bodies(roomId)).sort()).toEqual(expected.sort());
    }
    const stored = await suite.postgres.query<{ event_id: string }>({
      text: `SELECT event_id FROM room.events WHERE type = 'm.room.message'`,
    });
    expect(new Set(stored.map((row) => row.event_id))).toEqual(new Set(acknowledged.map((one) => one.eventId)));
    await expectSoundTables();
  });
});
