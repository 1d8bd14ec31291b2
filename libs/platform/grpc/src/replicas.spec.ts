import { CreateRoomRequest, GetMembersRequest, ResolveAliasRequest, SendEventRequest } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { systemClock } from '@chappe/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProcess, type TestProcess } from './fixtures/start-process.js';
import { TestRooms } from './fixtures/test-rooms.js';

/** Name of a send → its event id, or the error. */
type Ends = Map<string, string | MatrixError>;

describe('calls to a service with several replicas', () => {
  let rooms: TestRooms;
  let caller: TestProcess;
  let count = 0;

  beforeEach(async () => {
    rooms = new TestRooms();
    await rooms.add();
    await rooms.add();
    caller = await startProcess({ rooms: rooms.replicas.map(({ address }) => address) });
  });
  afterEach(async () => {
    await caller.stop();
    await rooms.stop();
  });

  const send = async (ends: Ends, isRepeatable = true): Promise<void> => {
    const name = `send-${count++}`;
    const txnId = isRepeatable ? name : '';
    const request = SendEventRequest.create({ roomId: `!${count % 50}:b`, txnId, eventType: name });
    const end = await caller.room.sendEvent(request).then(
      ({ eventId }) => eventId,
      (error: unknown) => error as MatrixError,
    );
    ends.set(name, end);
  };
  /** Sends from 20 clients, one event after the other, while something happens. */
  const sendDuring = async (happening: () => Promise<void>, isRepeatable = true): Promise<Ends> => {
    const ends: Ends = new Map();
    let isOver = false;
    const clients = Array.from({ length: 20 }, async () => {
      while (!isOver) await send(ends, isRepeatable);
    });
    await happening();
    isOver = true;
    await Promise.all(clients);
    return ends;
  };
  /** Waits until so many more sends were carried out. */
  const carriedOut = async (more: number): Promise<void> => {
    const wanted = rooms.carriedOut.size + more;
    await expect.poll(() => rooms.carriedOut.size >= wanted, { timeout: 20_000, interval: 5 }).toBe(true);
  };
  const failed = (ends: Ends): MatrixError[] => [...ends.values()].filter((end) => end instanceof MatrixError);
  const retries = async () => (await caller.metrics.metrics()).match(/grpc_retries_total\{.*\} \d+/g)?.join('\n') ?? '';
  const aliasAnsweredBy = async () =>
    (await caller.room.resolveAlias(ResolveAliasRequest.create({ alias: '#a:b' }))).roomId;

  it('without an owner go to all of them', async () => {
    const answeredBy = new Set<string>();
    for (let i = 0; i < 40; i++) answeredBy.add(await aliasAnsweredBy());
    expect(answeredBy.size).toBe(2);
  });

  it.each([true, false])('find the owner while partitions move, once each (repeatable: %s)', async (isRepeatable) => {
    rooms.workMs = 2;
    rooms.give(rooms.replicas[0]);
    const ends = await sendDuring(async () => {
      for (let round = 1; round <= 6; round++) {
        await carriedOut(30);
        rooms.give(undefined);
        await systemClock.sleep(40);
        rooms.give(rooms.replicas[round % 2]);
      }
    }, isRepeatable);
    expect(failed(ends)).toEqual([]);
    for (const [name, end] of ends) expect([end, rooms.carriedOut.get(name)]).toEqual([name, 1]);
    expect(await retries()).toContain('reason="wrong_owner"');
  });

  it('are sent again after a process died, when they may be repeated', async () => {
    rooms.workMs = 30;
    rooms.give(rooms.replicas[0]);
    const ends = await sendDuring(async () => {
      await carriedOut(30);
      await rooms.replicas[0]?.relay.cut();
      // The lease runs out, and the owner's address leads nowhere until then.
      await systemClock.sleep(600);
      rooms.give(rooms.replicas[1]);
      await carriedOut(30);
    });
    expect(failed(ends)).toEqual([]);
    for (const [name, end] of ends) expect([end, rooms.carriedOut.get(name)]).toEqual([name, 1]);
    expect(await retries()).toContain('reason="connection_lost"');
  });

  it('fail with 503 after a process died, when they may not be repeated, and are not carried out twice', async () => {
    rooms.workMs = 30;
    rooms.give(rooms.replicas[0]);
    const ends = await sendDuring(async () => {
      await carriedOut(30);
      await rooms.replicas[0]?.relay.cut();
      rooms.give(rooms.replicas[1]);
      await carriedOut(30);
    }, false);
    const errors = failed(ends);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThanOrEqual(20);
    for (const { errcode, status } of errors) expect([errcode, status]).toEqual(['M_UNKNOWN', 503]);
    for (const [name, end] of ends) {
      if (typeof end === 'string') expect([end, rooms.carriedOut.get(name)]).toEqual([name, 1]);
      else expect(rooms.carriedOut.get(name) ?? 0).toBeLessThanOrEqual(1);
    }
  });

  it('lose nothing when a process stops in order, repeatable or not', async () => {
    rooms.workMs = 5;
    rooms.give(rooms.replicas[0]);
    let created: Promise<unknown>[] = [];
    const ends = await sendDuring(async () => {
      await carriedOut(30);
      created = Array.from({ length: 100 }, async (_, i) => {
        await systemClock.sleep(i);
        await caller.room.createRoom(CreateRoomRequest.create());
      });
      const stopped = rooms.replicas[0]?.process.stop();
      await systemClock.sleep(50);
      rooms.give(rooms.replicas[1]);
      await stopped;
      await carriedOut(30);
    }, false);
    expect((await Promise.allSettled(created)).map(({ status }) => status)).toEqual(Array(100).fill('fulfilled'));
    expect(failed(ends)).toEqual([]);
    for (const [name, end] of ends) expect([end, rooms.carriedOut.get(name)]).toEqual([name, 1]);
  });

  it('stay in the process that owns the partition, and leave one that does not', async () => {
    const [first, second] = rooms.replicas;
    for (const owner of [first, second, first]) {
      rooms.give(owner);
      const request = SendEventRequest.create({ roomId: '!a:b', eventType: 'from inside' });
      expect((await first?.process.room.sendEvent(request))?.eventId).toBe('from inside');
    }
    expect(rooms.carriedOut.get('from inside')).toBe(3);
    expect(await first?.process.room.resolveAlias(ResolveAliasRequest.create())).toMatchObject({
      roomId: first?.address,
    });
    expect(await first?.process.metrics.metrics()).not.toMatch(/side="server".*method="sendEvent"/);
    expect(await second?.process.metrics.metrics()).toMatch(/side="server".*method="sendEvent",outcome="ok"\} 1/);
  });

  it('go past a replica that refuses faster than the others answer', async () => {
    const [first, second] = rooms.replicas;
    rooms.workMs = 20;
    rooms.unwilling.add(first?.address ?? '');
    const created = Array.from({ length: 50 }, () => caller.room.createRoom(CreateRoomRequest.create()));
    const answeredBy = (await Promise.all(created)).map(({ roomId }) => roomId);
    expect(answeredBy).toEqual(Array(50).fill(second?.address));
  });

  it('reach a process that came back at the same address', async () => {
    const first = await startProcess({ handlers: { resolveAlias: () => ({ roomId: 'first', servers: [] }) } });
    const alone = await startProcess({ rooms: [first.address] });
    const ask = async () => (await alone.room.resolveAlias(ResolveAliasRequest.create())).roomId;
    expect(await ask()).toBe('first');
    await first.stop();
    const waiting = ask();
    const second = await startProcess({
      handlers: { resolveAlias: () => ({ roomId: 'second', servers: [] }) },
      port: first.port,
    });
    expect(await waiting).toBe('second');
    await alone.stop();
    await second.stop();
  });

  it('are not slowed down by an address where nobody is', async () => {
    const slow = await startProcess({ rooms: ['127.0.0.1:9', rooms.replicas[0]?.address ?? ''] });
    const member = () => slow.room.getMembers(GetMembersRequest.create({ roomId: '!a:b' }), { deadlineMs: 2_000 });
    await member();
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, member));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await slow.metrics.metrics()).not.toMatch(/grpc_retries_total\{/);
    await slow.stop();
  });

  it('notice a machine that vanished without a word', async () => {
    const [first, second] = rooms.replicas;
    const sendTo = async (txnId: string) =>
      caller.room.sendEvent(SendEventRequest.create({ roomId: '!a:b', txnId, eventType: txnId }));
    rooms.give(first);
    await sendTo('before');
    first?.relay.freeze();
    rooms.give(second);
    expect(await sendTo('after')).toEqual({ eventId: 'after' });
    expect(await retries()).toContain('reason="connection_lost"');
  });
});
