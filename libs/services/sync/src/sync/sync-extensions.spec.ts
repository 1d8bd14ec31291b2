import { describe, expect, it } from 'vitest';
import { ModelReplica, type AnswerJson } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';

const ALICE = '@alice:x';
const BOB = '@bob:x';
const CAROL = '@carol:x';
const ROOM = '!one:x';

async function start(): Promise<{ server: ModelServer; replica: ModelReplica }> {
  const server = new ModelServer();
  return { server, replica: await ModelReplica.start(server) };
}

function ephemeral(answer: AnswerJson, type: string): Record<string, unknown>[] {
  const events = answer.rooms.join[ROOM]?.ephemeral.events ?? [];
  return events.filter((event) => event.type === type).map((event) => event.content);
}

describe('receipts in /sync', () => {
  const receipt = { eventId: '$e1', timestampMs: 5, threadId: '' };

  it('gives new receipts once, private ones to their user only', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    server.receipt(ROOM, { ...receipt, userId: BOB, receiptType: 'm.read.private' });
    server.receipt(ROOM, { ...receipt, userId: ALICE, receiptType: 'm.read.private' });
    replica.deliver();
    const first = await replica.sync({ userId: ALICE });
    expect(ephemeral(first, 'm.receipt')).toEqual([{ $e1: { 'm.read.private': { [ALICE]: { ts: 5 } } } }]);
    server.receipt(ROOM, { ...receipt, userId: BOB, receiptType: 'm.read', threadId: 'main' });
    replica.deliver();
    const second = await replica.sync({ userId: ALICE, since: first.next_batch });
    expect(ephemeral(second, 'm.receipt')).toEqual([{ $e1: { 'm.read': { [BOB]: { ts: 5, thread_id: 'main' } } } }]);
    const third = await replica.sync({ userId: ALICE, since: second.next_batch });
    expect(third.rooms.join).toEqual({});
  });

  it('gives receipts of several threads on one event without losing one', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    server.receipt(ROOM, { ...receipt, userId: BOB, receiptType: 'm.read' });
    server.receipt(ROOM, { ...receipt, userId: BOB, receiptType: 'm.read', threadId: 'main' });
    replica.deliver();
    expect(ephemeral(await replica.sync({ userId: ALICE }), 'm.receipt')).toHaveLength(2);
  });

  it('leaves out those of ignored users, from when on they are ignored', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB, CAROL);
    server.setAccountData(ALICE, 'm.ignored_user_list', { content: { ignored_users: { [BOB]: {} } } });
    for (const userId of [BOB, CAROL]) server.receipt(ROOM, { ...receipt, userId, receiptType: 'm.read' });
    replica.deliver();
    const answer = await replica.sync({ userId: ALICE });
    expect(ephemeral(answer, 'm.receipt')).toEqual([{ $e1: { 'm.read': { [CAROL]: { ts: 5 } } } }]);
  });

  it('gives all of a room that was left and joined again', async () => {
    const { server, replica } = await start();
    server.create(ROOM, BOB, ALICE);
    server.receipt(ROOM, { ...receipt, userId: BOB, receiptType: 'm.read' });
    server.member(ROOM, ALICE, 'leave');
    replica.deliver();
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    server.member(ROOM, ALICE, 'join');
    replica.deliver();
    expect(ephemeral(await replica.sync({ userId: ALICE, since }), 'm.receipt')).toHaveLength(1);
  });

  it('is not woken by the private receipt of another user', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    replica.deliver();
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    const { version } = await replica.views.users.view(ALICE);
    server.receipt(ROOM, { ...receipt, userId: BOB, receiptType: 'm.read.private' });
    replica.deliver();
    expect((await replica.views.users.view(ALICE)).version).toBe(version);
    expect((await replica.sync({ userId: ALICE, since })).rooms.join).toEqual({});
  });
});

describe('account data in /sync', () => {
  it('gives global and room account data when it changed', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE);
    server.setAccountData(ALICE, 'm.direct', { content: { a: [1] } });
    replica.deliver();
    const first = await replica.sync({ userId: ALICE });
    expect(first.account_data.events).toEqual([{ type: 'm.direct', content: { a: [1] } }]);
    server.setAccountData(ALICE, 'm.tag', { content: { tags: {} }, roomId: ROOM });
    replica.deliver();
    const second = await replica.sync({ userId: ALICE, since: first.next_batch });
    expect(second.account_data.events).toEqual([]);
    expect(second.rooms.join[ROOM]?.account_data.events).toEqual([{ type: 'm.tag', content: { tags: {} } }]);
  });
});

describe('to-device messages in /sync', () => {
  const contents = (answer: AnswerJson): unknown[] => answer.to_device.events.map((event) => event.content);

  it('gives messages until a token confirms them, then never again', async () => {
    const { server, replica } = await start();
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    server.sendToDevice(ALICE, 'DEVICE', { n: 1 });
    server.sendToDevice(ALICE, 'OTHER', { n: 2 });
    replica.deliver();
    const first = await replica.sync({ userId: ALICE, since });
    expect(contents(first)).toEqual([{ n: 1 }]);
    expect(contents(await replica.sync({ userId: ALICE, since }))).toEqual([{ n: 1 }]);
    expect(contents(await replica.sync({ userId: ALICE, since: first.next_batch }))).toEqual([]);
    expect(contents(await replica.sync({ userId: ALICE, since }))).toEqual([]);
    expect(server.device(ALICE, 'DEVICE').messages).toEqual([]);
    expect(contents(await replica.sync({ userId: ALICE }))).toEqual([]);
  });

  it('gives 100 messages at a time, in order, without losing account data', async () => {
    const { server, replica } = await start();
    for (let n = 0; n < 250; n++) server.sendToDevice(ALICE, 'DEVICE', { n });
    server.setAccountData(ALICE, 'm.direct', { content: {} });
    replica.deliver();
    const all: unknown[] = [];
    let answer = await replica.sync({ userId: ALICE });
    for (let i = 0; i < 3; i++) {
      all.push(...contents(answer));
      if (i === 1) for (let n = 250; n < 500; n++) server.sendToDevice(ALICE, 'DEVICE', { n });
      replica.deliver();
      answer = await replica.sync({ userId: ALICE, since: answer.next_batch });
    }
    for (let i = 0; i < 3; i++) {
      all.push(...contents(answer));
      answer = await replica.sync({ userId: ALICE, since: answer.next_batch });
    }
    expect(all).toEqual(Array.from({ length: 500 }, (_, n) => ({ n })));
  });

  it('gives about a mebibyte of large messages at a time, loaded or as they come', async () => {
    const { server, replica } = await start();
    const sendSome = (): void => {
      for (let n = 0; n < 60; n++) server.sendToDevice(ALICE, 'DEVICE', { long: 'x'.repeat(60_000) });
      replica.deliver();
    };
    sendSome();
    let answer = await replica.sync({ userId: ALICE });
    sendSome();
    const counts: number[] = [];
    while (answer.to_device.events.length > 0) {
      counts.push(answer.to_device.events.length);
      answer = await replica.sync({ userId: ALICE, since: answer.next_batch });
    }
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(120);
    expect(Math.max(...counts)).toBeLessThanOrEqual(20);
  });

  it('shows zero one-time keys and an empty list of fallback keys, and wakes when the counts change', async () => {
    const { server, replica } = await start();
    const first = await replica.sync({ userId: ALICE });
    expect(first.device_one_time_keys_count).toEqual({ signed_curve25519: 0 });
    expect(first.device_unused_fallback_key_types).toEqual([]);
    const waiting = replica.sync({ userId: ALICE, since: first.next_batch, timeoutMs: 30_000 });
    await replica.clock.advance(1);
    const keyCounts = { oneTimeKeys: { signed_curve25519: 7 }, unusedFallbackKeyTypes: ['signed_curve25519'] };
    server.setKeyCounts(ALICE, 'DEVICE', keyCounts);
    replica.deliver();
    expect((await waiting).device_one_time_keys_count).toEqual({ signed_curve25519: 7 });
  });
});

describe('device lists in /sync', () => {
  it('names users of common rooms whose device list changed', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    server.create('!two:x', CAROL);
    replica.deliver();
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    server.announceDeviceList(BOB);
    server.announceDeviceList(CAROL);
    replica.deliver();
    const answer = await replica.sync({ userId: ALICE, since });
    expect(answer.device_lists).toEqual({ changed: [BOB], left: [] });
    const again = await replica.sync({ userId: ALICE, since: answer.next_batch });
    expect(again.device_lists).toEqual({ changed: [], left: [] });
  });

  it('finds changes older than this replica in the log', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    replica.deliver();
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    server.announceDeviceList(BOB);
    const late = await ModelReplica.start(server, { instance: 3 });
    expect((await late.sync({ userId: ALICE, since })).device_lists).toEqual({ changed: [BOB], left: [] });
  });

  it('names users who come into a common room, and those with whom none is left', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    server.create('!two:x', ALICE, BOB);
    replica.deliver();
    const first = await replica.sync({ userId: ALICE });
    server.member(ROOM, CAROL, 'join');
    server.member(ROOM, BOB, 'leave');
    replica.deliver();
    const second = await replica.sync({ userId: ALICE, since: first.next_batch });
    expect(second.device_lists).toEqual({ changed: [CAROL], left: [] });
    server.member('!two:x', BOB, 'leave');
    replica.deliver();
    const third = await replica.sync({ userId: ALICE, since: second.next_batch });
    expect(third.device_lists).toEqual({ changed: [], left: [BOB] });
  });
});

describe('filters of /sync', () => {
  it('leaves out rooms, types and fields as the filter says', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE);
    server.create('!two:x', ALICE);
    const message = server.message(ROOM, ALICE, 'text');
    replica.deliver();
    const filter = {
      event_fields: ['event_id', 'content.body'],
      room: { not_rooms: ['!two:x'], timeline: { types: ['m.room.message'] }, state: { types: ['m.none'] } },
    };
    const answer = await replica.sync({ userId: ALICE, filter });
    expect(Object.keys(answer.rooms.join)).toEqual([ROOM]);
    expect(answer.rooms.join[ROOM]?.timeline.events).toEqual([
      { event_id: message.eventId, content: { body: 'text' } },
    ]);
    expect(answer.rooms.join[ROOM]?.state?.events).toEqual([]);
  });

  it.each([undefined, 'later'])(
    'gives no events, the gap and the whole state for a limit of zero, at first and %s',
    async (when) => {
      const { server, replica } = await start();
      server.create(ROOM, ALICE, BOB);
      replica.deliver();
      const { next_batch: since } = await replica.sync({ userId: ALICE });
      server.changeName(ROOM, BOB, 'Bobby');
      server.message(ROOM, BOB);
      const receipt = { eventId: '$e1', timestampMs: 5, threadId: '', userId: BOB, receiptType: 'm.read' };
      server.receipt(ROOM, receipt);
      server.setAccountData(ALICE, 'm.direct', { content: {} });
      replica.deliver();
      const none = { limit: 0 };
      const filter = {
        presence: none,
        account_data: none,
        room: { timeline: none, state: none, ephemeral: none, account_data: none },
      };
      const answer = await replica.sync({ userId: ALICE, filter, ...(when && { since }) });
      const { timeline, state, ephemeral: seen } = answer.rooms.join[ROOM] ?? {};
      expect(timeline).toEqual({ events: [], limited: true, prev_batch: expect.any(String) });
      const types = state?.events.map(({ type, content }) => content['displayname'] ?? type);
      const whole = ['m.room.create', 'm.room.member', 'Bobby'];
      expect(types?.toSorted()).toEqual((when ? ['Bobby'] : whole).toSorted());
      expect([seen?.events, answer.account_data.events]).toEqual([[], []]);
      expect(replica.token(timeline?.prev_batch ?? '').room).toEqual(replica.token(answer.next_batch).room);
      const next = await replica.sync({ userId: ALICE, filter, since: answer.next_batch });
      expect(next.rooms.join).toEqual({});
    },
  );

  it('gives events as servers exchange them when the filter asks for that', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    const secret = server.message(ROOM, BOB, 'secret');
    for (let i = 0; i < 120; i++) server.send(ROOM, { type: 'x.state', sender: BOB, stateKey: `${i}`, content: { i } });
    server.send(ROOM, { type: 'm.room.redaction', sender: ALICE, redacts: secret.eventId });
    replica.deliver();
    const filter = { event_format: 'federation', room: { timeline: { limit: 3 } } };
    const answer = await replica.sync({ userId: ALICE, filter });
    const { timeline, state } = answer.rooms.join[ROOM] ?? {};
    expect(state?.events).toHaveLength(121);
    for (const event of [...(timeline?.events ?? []), ...(state?.events ?? [])]) {
      const form = { room_id: ROOM, depth: expect.any(Number), prev_events: [], hashes: {}, signatures: {} };
      expect(event).toMatchObject({ ...form, event_id: expect.any(String), unsigned: { age: expect.any(Number) } });
    }
    const fields = { ...filter, event_fields: ['auth_events'], room: { include_leave: true } };
    server.member(ROOM, { userId: ALICE, by: BOB }, 'leave');
    replica.deliver();
    const left = (await replica.sync({ userId: ALICE, filter: fields, since: answer.next_batch })).rooms.leave[ROOM];
    expect(left?.timeline.events).toEqual([{ auth_events: [] }]);
    const whole = await replica.raw({ userId: ALICE, filter: { ...filter, room: { include_leave: true } } });
    expect(whole).not.toContain('secret');
  });

  it('shows the transaction ID to the device that sent the event only', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    server.send(ROOM, { type: 'm.test', sender: ALICE, txnId: 'txn', deviceId: 'DEVICE' });
    replica.deliver();
    const unsignedFor = async (userId: string, deviceId: string): Promise<unknown> => {
      const answer = await replica.sync({ userId, deviceId });
      return answer.rooms.join[ROOM]?.timeline.events.at(-1)?.unsigned['transaction_id'];
    };
    expect(await unsignedFor(ALICE, 'DEVICE')).toBe('txn');
    expect(await unsignedFor(ALICE, 'OTHER')).toBeUndefined();
    expect(await unsignedFor(BOB, 'DEVICE')).toBeUndefined();
  });
});

describe('tokens of /sync', () => {
  it('refuses a token with positions that were never given out', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE);
    const ahead = await ModelReplica.start(server);
    const { next_batch: since } = await ahead.sync({ userId: ALICE });
    const empty = await ModelReplica.start(new ModelServer());
    await expect(empty.sync({ userId: ALICE, since })).rejects.toMatchObject({ errcode: 'M_INVALID_PARAM' });
    // A replica that is only behind waits, and says so when it takes too long.
    replica.deliver(() => 0);
    const waiting = replica.sync({ userId: ALICE, since }).catch((error: unknown) => error);
    await replica.clock.advance(6_000);
    expect(await waiting).toMatchObject({ status: 503 });
  });
});
