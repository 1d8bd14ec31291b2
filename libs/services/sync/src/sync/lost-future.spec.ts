import { describe, expect, it } from 'vitest';
import { decodeSyncToken, encodeSyncToken, partitionOf, roomLog, userLog } from '@chappe/contracts';
import { Generations, type LogPositions } from '@chappe/event-log';
import { type AnswerJson, ModelReplica } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';

const ALICE = '@alice:x';
const BOB = '@bob:x';
const PARTITIONS = 2;
/** In the one partition and in the other. */
const ROOM = roomIn(0);
const OTHER = roomIn(1);

function roomIn(partition: number): string {
  for (let n = 0; ; n++) if (partitionOf(`!room${n}:x`, PARTITIONS) === partition) return `!room${n}:x`;
}

/** What a client got of a server before it lost its newest commits, and a replica of what is left of it. */
interface Fork {
  readonly since: string;
  readonly server: ModelServer;
  readonly replica: () => Promise<ModelReplica>;
}

/**
 * @param common committed and kept
 * @param lost committed, shown to Alice and lost
 */
async function fork(common: (server: ModelServer) => void, lost: (server: ModelServer) => void): Promise<Fork> {
  const [before, server] = [new ModelServer(PARTITIONS), new ModelServer(PARTITIONS)];
  common(before);
  common(server);
  const first = await ModelReplica.start(before);
  const { next_batch: seen } = await first.sync({ userId: ALICE });
  lost(before);
  first.deliver();
  const { next_batch: since } = await first.sync({ userId: ALICE, since: seen });
  const begin = { room: server.log.positions(roomLog), user: server.log.positions(userLog) };
  return { since, server, replica: () => ModelReplica.start(server, { generations: generationsFrom(begin) }) };
}

function generationsFrom(begin: LogPositions): Generations {
  const generations = new Generations();
  const first = { id: 0, cause: '', beganAtMs: 0, begin: { room: [], user: [] } };
  generations.adopt([first, { ...first, id: 77, begin }]);
  return generations;
}

function twoRooms(server: ModelServer): void {
  for (const room of [ROOM, OTHER]) server.create(room, ALICE, BOB);
  server.setAccountData(ALICE, 'm.test', { content: { n: 1 } });
}

function bodies(answer: AnswerJson, room = ROOM): unknown[] {
  return (answer.rooms.join[room]?.timeline.events ?? []).map((event) => event.content['body'] ?? event.type);
}

/** The token as a generation gave it out that nobody remembers. */
function ofUnknownGeneration(text: string): string {
  const token = decodeSyncToken(text, PARTITIONS);
  if (!token) throw new Error('no token');
  return encodeSyncToken({ ...token, generation: 5 });
}

describe('a token of an earlier generation', () => {
  it('goes on where it stands when nothing of it is lost', async () => {
    const { since, server, replica } = await fork(twoRooms, () => undefined);
    server.message(ROOM, BOB, 'new');
    const answer = await (await replica()).sync({ userId: ALICE, since });
    expect(Object.keys(answer.rooms.join)).toEqual([ROOM]);
    expect(bodies(answer)).toEqual(['new']);
    expect(answer.rooms.join[ROOM]).toMatchObject({ timeline: { limited: false }, state: { events: [] } });
    expect(answer.account_data.events).toEqual([]);
    expect(decodeSyncToken(answer.next_batch, PARTITIONS)?.generation).toBe(77);
  });

  it('gets what is new once, and all state of the rooms of which some is lost, as after a gap', async () => {
    const { since, server, replica } = await fork(twoRooms, (before) => {
      before.message(ROOM, BOB, 'lost');
      before.send(ROOM, { type: 'm.room.topic', sender: BOB, stateKey: '', content: { topic: 'lost' } });
    });
    // As many as were lost, and one more: their positions are given out again.
    for (const body of ['new 1', 'new 2', 'new 3']) server.message(ROOM, BOB, body);
    const next = await replica();
    const answer = await next.sync({ userId: ALICE, since });
    expect(Object.keys(answer.rooms.join)).toEqual([ROOM]);
    expect(bodies(answer)).toEqual(['new 1', 'new 2', 'new 3']);
    const { timeline, state } = answer.rooms.join[ROOM] ?? {};
    expect(timeline).toMatchObject({ limited: true, prev_batch: expect.any(String) as string });
    expect(state?.events.map(({ type }) => type)).toEqual(['m.room.create', 'm.room.member', 'm.room.member']);
    server.message(ROOM, BOB, 'newer');
    next.deliver();
    const after = await next.sync({ userId: ALICE, since: answer.next_batch });
    expect(bodies(after)).toEqual(['newer']);
    expect(after.rooms.join[ROOM]?.timeline.limited).toBe(false);
  });

  it('gets rooms of which some is lost also when nothing is new', async () => {
    const { since, replica } = await fork(twoRooms, (before) => before.message(ROOM, BOB, 'lost'));
    const answer = await (await replica()).sync({ userId: ALICE, since, timeoutMs: 1_000 });
    expect(answer.rooms.join[ROOM]?.timeline).toMatchObject({ events: [], limited: true });
    expect(answer.rooms.join[ROOM]?.state?.events).toHaveLength(3);
  });

  it('gets all account data again when some of it is lost', async () => {
    const { since, replica } = await fork(twoRooms, (before) =>
      before.setAccountData(ALICE, 'm.test', { content: { n: 2 } }),
    );
    const answer = await (await replica()).sync({ userId: ALICE, since });
    expect(answer.account_data.events).toEqual([{ type: 'm.test', content: { n: 1 } }]);
  });

  it('learns again of invites and of rooms that are left', async () => {
    const common = (server: ModelServer): void => {
      twoRooms(server);
      server.member(OTHER, ALICE, 'leave');
      server.member(roomIn(0), { userId: ALICE, by: BOB }, 'leave');
      server.member(roomIn(0), { userId: ALICE, by: BOB }, 'invite');
    };
    const { since, replica } = await fork(common, (before) => {
      before.member(OTHER, ALICE, 'join');
      before.member(ROOM, ALICE, 'join');
    });
    const { rooms } = await (await replica()).sync({ userId: ALICE, since });
    expect(Object.keys(rooms.invite)).toEqual([ROOM]);
    expect(Object.keys(rooms.leave)).toEqual([OTHER]);
    expect(rooms.join).toEqual({});
  });

  it('makes the client ask for the devices of everyone in rooms of which some is lost, and for its own', async () => {
    const { since, replica } = await fork(twoRooms, (before) => {
      before.announceDeviceList(BOB);
      before.setAccountData(ALICE, 'm.test', { content: { n: 2 } });
    });
    const answer = await (await replica()).sync({ userId: ALICE, since });
    expect(answer.device_lists?.changed.toSorted()).toEqual([ALICE, BOB]);
  });

  it('confirms the to-device messages that the client has, and none that took the place of lost ones', async () => {
    const common = (server: ModelServer): void => {
      twoRooms(server);
      server.sendToDevice(ALICE, 'DEVICE', { n: 1 });
    };
    const { since, server, replica } = await fork(common, (before) => {
      for (const n of [101, 102]) before.sendToDevice(ALICE, 'DEVICE', { n });
    });
    for (const n of [2, 3, 4]) server.sendToDevice(ALICE, 'DEVICE', { n });
    const next = await replica();
    const answer = await next.sync({ userId: ALICE, since });
    expect(answer.to_device.events.map(({ content }) => content)).toEqual([{ n: 2 }, { n: 3 }, { n: 4 }]);
    expect(server.device(ALICE, 'DEVICE').messages).toHaveLength(3);
    const after = await next.sync({ userId: ALICE, since: answer.next_batch });
    expect(after.to_device.events).toEqual([]);
    expect(server.device(ALICE, 'DEVICE').messages).toEqual([]);
  });

  it('gets everything anew, and confirms nothing, when nobody remembers its generation', async () => {
    const common = (server: ModelServer): void => {
      twoRooms(server);
      server.sendToDevice(ALICE, 'DEVICE', { n: 1 });
    };
    const { since, server, replica } = await fork(common, () => undefined);
    const answer = await (await replica()).sync({ userId: ALICE, since: ofUnknownGeneration(since) });
    expect(Object.keys(answer.rooms.join).toSorted()).toEqual([ROOM, OTHER].toSorted());
    for (const room of [ROOM, OTHER]) {
      expect(bodies(answer, room)).toEqual(['m.room.create', 'm.room.member', 'm.room.member']);
      expect(answer.rooms.join[room]?.timeline.limited).toBe(true);
    }
    expect(answer.account_data.events).toHaveLength(1);
    expect(answer.to_device.events).toHaveLength(1);
    expect(server.device(ALICE, 'DEVICE').messages).toHaveLength(1);
  });
});

describe('views, when a generation begins', () => {
  const positionsOf = (server: ModelServer): LogPositions => ({
    room: server.log.positions(roomLog),
    user: server.log.positions(userLog),
  });

  async function start(): Promise<{ replica: ModelReplica; begun: (begin: LogPositions) => void; lost: () => number }> {
    const server = new ModelServer(PARTITIONS);
    twoRooms(server);
    const generations = new Generations();
    let lost = 0;
    const replica = await ModelReplica.start(server, { generations, onLost: () => lost++ });
    await replica.sync({ userId: ALICE });
    const first = { id: 0, cause: '', beganAtMs: 0, begin: { room: [], user: [] } };
    const begun = (begin: LogPositions): void => void generations.adopt([first, { ...first, id: 77, begin }]);
    return { replica, begun, lost: () => lost };
  }

  it('go on in it when nothing that they hold is lost', async () => {
    const { replica, begun, lost } = await start();
    begun(positionsOf(replica.server));
    expect(lost()).toBe(0);
    const { next_batch: next } = await replica.sync({ userId: ALICE });
    expect(replica.token(next).generation).toBe(77);
  });

  it.each(['room', 'user'] as const)('are lost when what an owner told of a %s is', async (log) => {
    const { replica, begun, lost } = await start();
    const now = positionsOf(replica.server);
    const partition = partitionOf(log === 'room' ? ROOM : ALICE, PARTITIONS);
    begun({ ...now, [log]: now[log].map((position, index) => (index === partition ? position - 1 : position)) });
    expect(lost()).toBe(1);
    // Until others take their place what they give out is of the generation in which they were made.
    expect(replica.views.generation).toBe(0);
    await expect(replica.sync({ userId: BOB })).rejects.toMatchObject({ status: 503 });
  });
});
