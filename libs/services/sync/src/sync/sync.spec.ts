import { describe, expect, it } from 'vitest';
import { ModelReplica } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';

const ALICE = '@alice:x';
const BOB = '@bob:x';
const CAROL = '@carol:x';
const ROOM = '!one:x';

async function start(): Promise<{ server: ModelServer; replica: ModelReplica }> {
  const server = new ModelServer();
  return { server, replica: await ModelReplica.start(server) };
}

function ids(events: readonly { event_id: string }[] | undefined): string[] {
  return (events ?? []).map((event) => event.event_id);
}

describe('GET /sync', () => {
  it('gives the newest events and the state at the start of the timeline on an initial sync', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    const topic = server.send(ROOM, { type: 'm.room.topic', sender: ALICE, stateKey: '', content: { topic: 'a' } });
    const hello = server.message(ROOM, BOB);
    replica.deliver();
    const answer = await replica.sync({ userId: ALICE, filter: { room: { timeline: { limit: 2 } } } });
    const room = answer.rooms.join[ROOM];
    expect(ids(room?.timeline.events)).toEqual([topic.eventId, hello.eventId]);
    expect(room?.timeline.limited).toBe(true);
    expect(room?.timeline.prev_batch).toMatch(/^t/);
    expect(room?.state?.events.map((event) => event.type)).toEqual(['m.room.create', 'm.room.member', 'm.room.member']);
    expect(room?.summary).toEqual({ 'm.heroes': [BOB], 'm.joined_member_count': 2, 'm.invited_member_count': 0 });
    expect(room?.timeline.events[1]?.unsigned).toEqual({ age: 0, membership: 'join' });
    expect(replica.failures).toEqual([]);
  });

  it('gives the state at the end of the timeline as state_after and omits state', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    const topic = server.send(ROOM, { type: 'm.room.topic', sender: ALICE, stateKey: '', content: { topic: 'a' } });
    replica.deliver();
    const first = await replica.sync({ userId: ALICE, stateAfter: true });
    expect(first.rooms.join[ROOM]?.state).toBeUndefined();
    expect(ids(first.rooms.join[ROOM]?.state_after?.events)).toContain(topic.eventId);
    const hello = server.message(ROOM, BOB);
    replica.deliver();
    const second = await replica.sync({ userId: ALICE, stateAfter: true, since: first.next_batch });
    expect(ids(second.rooms.join[ROOM]?.timeline.events)).toEqual([hello.eventId]);
    expect(second.rooms.join[ROOM]?.state_after?.events).toEqual([]);
  });

  it('gives nothing twice and leaves out rooms without news', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    server.create('!two:x', ALICE);
    replica.deliver();
    const first = await replica.sync({ userId: ALICE });
    const hello = server.message(ROOM, BOB);
    replica.deliver();
    const second = await replica.sync({ userId: ALICE, since: first.next_batch });
    expect(Object.keys(second.rooms.join)).toEqual([ROOM]);
    expect(ids(second.rooms.join[ROOM]?.timeline.events)).toEqual([hello.eventId]);
    const third = await replica.sync({ userId: ALICE, since: second.next_batch });
    expect(third.rooms).toEqual({ join: {}, invite: {}, knock: {}, leave: {} });
  });

  it('gives the state delta of the gap when the timeline is limited', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    replica.deliver();
    const first = await replica.sync({ userId: ALICE });
    const topic = server.send(ROOM, { type: 'm.room.topic', sender: ALICE, stateKey: '', content: { topic: 'b' } });
    for (let i = 0; i < 150; i++) server.message(ROOM, BOB, String(i));
    replica.deliver();
    const filter = { room: { timeline: { limit: 5 } } };
    const second = await replica.sync({ userId: ALICE, since: first.next_batch, filter });
    expect(second.rooms.join[ROOM]?.timeline.limited).toBe(true);
    expect(second.rooms.join[ROOM]?.timeline.events).toHaveLength(5);
    expect(ids(second.rooms.join[ROOM]?.state?.events)).toEqual([topic.eventId]);
  });

  it('sleeps until something happens, and answers then', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    replica.deliver();
    const first = await replica.sync({ userId: ALICE });
    let isDone = false;
    const waiting = replica
      .sync({ userId: ALICE, since: first.next_batch, timeoutMs: 30_000 })
      .finally(() => (isDone = true));
    await replica.clock.advance(1_000);
    expect(isDone).toBe(false);
    const hello = server.message(ROOM, BOB);
    replica.deliver();
    expect(ids((await waiting).rooms.join[ROOM]?.timeline.events)).toEqual([hello.eventId]);
  });

  it('answers with empty fields after the timeout, and at once when the client goes or the server stops', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE);
    replica.deliver();
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    const timed = replica.sync({ userId: ALICE, since, timeoutMs: 5_000 });
    await replica.clock.advance(5_000);
    expect((await timed).rooms.join).toEqual({});
    const controller = new AbortController();
    const gone = replica.sync({ userId: ALICE, since, timeoutMs: 30_000, signal: controller.signal });
    await replica.clock.advance(10);
    controller.abort();
    expect((await gone).rooms.join).toEqual({});
    const stopped = replica.sync({ userId: ALICE, since, timeoutMs: 30_000 });
    await replica.clock.advance(10);
    await replica.views.close();
    expect((await stopped).next_batch).toBe(since);
  });

  it('shows an invite with stripped state, and the whole room after the join', async () => {
    const { server, replica } = await start();
    server.create(ROOM, BOB);
    server.send(ROOM, { type: 'm.room.name', sender: BOB, stateKey: '', content: { name: 'Room' } });
    replica.deliver();
    const first = await replica.sync({ userId: ALICE });
    server.member(ROOM, { userId: ALICE, by: BOB }, 'invite');
    replica.deliver();
    const invited = await replica.sync({ userId: ALICE, since: first.next_batch });
    const stripped = invited.rooms.invite[ROOM]?.invite_state?.events ?? [];
    expect(stripped.map((event) => event.type)).toEqual([
      'm.room.create',
      'm.room.name',
      'm.room.member',
      'm.room.member',
    ]);
    expect(Object.keys(stripped[0] ?? {}).toSorted()).toEqual([
      'content',
      'origin_server_ts',
      'sender',
      'state_key',
      'type',
    ]);
    const join = server.member(ROOM, ALICE, 'join');
    replica.deliver();
    const joined = await replica.sync({ userId: ALICE, since: invited.next_batch });
    expect(ids(joined.rooms.join[ROOM]?.timeline.events).at(-1)).toBe(join.eventId);
    expect(joined.rooms.invite).toEqual({});
    expect(joined.device_lists?.changed).toEqual([BOB]);
  });

  it('ends the timeline of a left room at the leave, and tells of kicks and bans without include_leave', async () => {
    const { server, replica } = await start();
    server.create(ROOM, BOB, ALICE);
    replica.deliver();
    const first = await replica.sync({ userId: ALICE });
    const kick = server.member(ROOM, { userId: ALICE, by: BOB }, 'leave');
    server.message(ROOM, BOB, 'secret');
    replica.deliver();
    const second = await replica.sync({ userId: ALICE, since: first.next_batch });
    expect(ids(second.rooms.leave[ROOM]?.timeline.events)).toEqual([kick.eventId]);
    expect(second.device_lists?.left).toEqual([BOB]);
    const third = await replica.sync({ userId: ALICE, since: second.next_batch });
    expect(third.rooms.leave).toEqual({});
    const initial = await replica.sync({ userId: ALICE });
    expect(initial.rooms.leave).toEqual({});
    const archived = await replica.sync({ userId: ALICE, filter: { room: { include_leave: true } } });
    expect(ids(archived.rooms.leave[ROOM]?.timeline.events).at(-1)).toBe(kick.eventId);
    server.forget(ROOM, ALICE);
    replica.deliver();
    const forgotten = await replica.sync({ userId: ALICE, filter: { room: { include_leave: true } } });
    expect(forgotten.rooms.leave).toEqual({});
  });

  it('lazy-loads the members that the timeline needs, once', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB, CAROL);
    for (let i = 0; i < 12; i++) server.message(ROOM, BOB);
    replica.deliver();
    const filter = { room: { state: { lazy_load_members: true } } };
    const first = await replica.sync({ userId: ALICE, filter });
    const members = (events: { type: string; state_key?: string }[] | undefined): (string | undefined)[] =>
      (events ?? []).filter((event) => event.type === 'm.room.member').map((event) => event.state_key);
    // Heroes' member events are needed as well.
    expect(new Set(members(first.rooms.join[ROOM]?.state?.events))).toEqual(new Set([ALICE, BOB, CAROL]));
    server.message(ROOM, BOB);
    replica.deliver();
    const second = await replica.sync({ userId: ALICE, filter, since: first.next_batch });
    expect(members(second.rooms.join[ROOM]?.state?.events)).toEqual([]);
    const again = await replica.sync({ userId: ALICE, filter, since: first.next_batch });
    expect(again.rooms.join[ROOM]?.state?.events).toEqual([]);
    const redundant = { room: { state: { lazy_load_members: true, include_redundant_members: true } } };
    const third = await replica.sync({ userId: ALICE, filter: redundant, since: first.next_batch });
    expect(members(third.rooms.join[ROOM]?.state?.events)).toEqual([BOB]);
  });

  it('keeps messages and invites of ignored users out, but not their state events', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    server.setAccountData(ALICE, 'm.ignored_user_list', { content: { ignored_users: { [BOB]: {} } } });
    server.message(ROOM, BOB);
    const topic = server.send(ROOM, { type: 'm.room.topic', sender: BOB, stateKey: '', content: {} });
    server.create('!two:x', BOB);
    server.member('!two:x', { userId: ALICE, by: BOB }, 'invite');
    replica.deliver();
    const answer = await replica.sync({ userId: ALICE });
    expect(ids(answer.rooms.join[ROOM]?.timeline.events)).toContain(topic.eventId);
    expect(answer.rooms.join[ROOM]?.timeline.events.some((event) => event.type === 'm.room.message')).toBe(false);
    expect(answer.rooms.invite).toEqual({});
  });

  it('shows only the redacted form of an event, also in prev_content', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE);
    replica.deliver();
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    const topic = server.send(ROOM, { type: 'm.room.topic', sender: ALICE, stateKey: '', content: { topic: 'bad' } });
    server.send(ROOM, { type: 'm.room.topic', sender: ALICE, stateKey: '', content: { topic: 'good' } });
    replica.deliver();
    server.send(ROOM, { type: 'm.room.redaction', sender: ALICE, redacts: topic.eventId });
    replica.deliver();
    const text = await replica.raw({ userId: ALICE, since });
    expect(text).not.toContain('"bad"');
    expect(text).toContain('redacted_because');
    expect(await replica.raw({ userId: ALICE })).not.toContain('"bad"');
  });

  it('shows a redaction that was redacted itself without its reason', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE);
    const bad = server.send(ROOM, { type: 'm.room.message', sender: ALICE, content: { body: 'bad' } });
    const redaction = server.send(ROOM, {
      type: 'm.room.redaction',
      sender: ALICE,
      redacts: bad.eventId,
      content: { reason: 'worse' },
    });
    replica.deliver();
    expect(await replica.raw({ userId: ALICE })).toContain('"worse"');
    server.send(ROOM, { type: 'm.room.redaction', sender: ALICE, redacts: redaction.eventId });
    replica.deliver();
    const text = await replica.raw({ userId: ALICE });
    expect(text).not.toContain('"worse"');
    expect(text).toContain('redacted_because');
  });

  it('does not tell who left why an event was redacted after that', async () => {
    const { server, replica } = await start();
    server.create(ROOM, BOB, ALICE);
    const [early, late] = ['early', 'late'].map((body) =>
      server.send(ROOM, { type: 'm.room.message', sender: BOB, content: { body } }),
    );
    const redact = (redacts: string | undefined, reason: string) =>
      server.send(ROOM, { type: 'm.room.redaction', sender: BOB, redacts: redacts ?? '', content: { reason } });
    redact(early?.eventId, 'reason before');
    server.member(ROOM, ALICE, 'leave');
    redact(late?.eventId, 'reason after');
    replica.deliver();
    const text = await replica.raw({ userId: ALICE, filter: { room: { include_leave: true } } });
    expect(text).toContain('"reason before"');
    expect(text).not.toContain('"reason after"');
    expect(text).not.toContain('"late"');
  });

  it('says from where to paginate when the filter leaves nothing in the timeline of a new room', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE);
    replica.deliver();
    const filter = { room: { timeline: { types: ['m.none'] } } };
    const answer = await replica.sync({ userId: ALICE, filter });
    const { events, prev_batch: prevBatch = '' } = answer.rooms.join[ROOM]?.timeline ?? {};
    expect(events).toEqual([]);
    expect(replica.token(prevBatch).room).toEqual(replica.token(answer.next_batch).room);
  });
});
