import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MembershipAction, SendEventRequest } from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { Gate, interceptCommits } from '../fixtures/intercept-commits.js';
import { membership, message, state } from '../fixtures/requests.js';
import { startRoom, type RunningRoom } from '../fixtures/start-room.js';
import { pduOf, TestRoom } from '../fixtures/test-room.js';
import { HEAD_TRANSACTIONS_LOADED } from '../room.limits.js';
import { roomMigrations } from '../migrations/room-migrations.js';

const ALICE = '@alice:test.example';
const BOB = '@bob:test.example';
const EVE = '@eve:test.example';
const FORBIDDEN = { errcode: 'M_FORBIDDEN', status: 403 };

let database: TestDatabase;
let running: RunningRoom;
let commitGate: Gate | undefined;

async function start(): Promise<void> {
  const postgres = interceptCommits(database.postgres, async (commit) => {
    await commitGate?.opened;
    return commit();
  });
  running = await startRoom(postgres, { takeOverLeases: true });
}

beforeAll(async () => {
  database = await createTestDatabase([userLogMigrations, roomMigrations]);
  await start();
});
afterEach(() => commitGate?.open());
afterAll(async () => {
  await running.stop();
  await database.drop();
});

const create = (body: object = { preset: 'public_chat' }): Promise<TestRoom> =>
  TestRoom.create(running.client, ALICE, body);

async function send(request: SendEventRequest): Promise<string> {
  return (await running.client.sendEvent(request)).eventId;
}

function redaction(
  roomId: string,
  sender: string,
  parts: { redacts?: string; content?: object; txnId?: string },
): SendEventRequest {
  const { redacts = '', content = {}, txnId = '' } = parts;
  const event = { eventType: 'm.room.redaction', content: Buffer.from(JSON.stringify(content)) };
  return SendEventRequest.fromPartial({ roomId, sender, deviceId: 'DEVICE', ...event, redacts, txnId });
}

describe('a transaction id', () => {
  it('gives 50 concurrent requests one event', async () => {
    const { roomId } = await create();
    const request = message(roomId, ALICE, { body: 'once', txnId: 'same' });
    const eventIds = await Promise.all(Array.from({ length: 50 }, () => send(request)));
    expect(new Set(eventIds).size).toBe(1);
  });

  it('is still known after a restart when the room has more of them than are kept in memory', async () => {
    const { roomId } = await create();
    const request = (index: number): SendEventRequest =>
      message(roomId, ALICE, { body: `message ${index}`, txnId: `txn ${index}` });
    const old = Array.from({ length: HEAD_TRANSACTIONS_LOADED + 50 }, (_, index) => index);
    const eventIds: string[] = [];
    for (let from = 0; from < old.length; from += 500) {
      eventIds.push(...(await Promise.all(old.slice(from, from + 500).map((index) => send(request(index))))));
    }
    await running.stop();
    await start();
    const repeated = await Promise.all(old.slice(0, 40).map((index) => send(request(index))));
    expect(repeated).toEqual(eventIds.slice(0, 40));
    const fresh = Array.from({ length: 40 }, (_, index) => request(old.length + index));
    const twice = await Promise.all([...fresh, ...fresh].map(send));
    expect(twice.slice(0, 40)).toEqual(twice.slice(40));
    expect(new Set([...eventIds, ...twice]).size).toBe(old.length + 40);
  });

  it('is still known after a restart', async () => {
    const { roomId } = await create();
    const request = message(roomId, ALICE, { body: 'once', txnId: 'same' });
    const eventId = await send(request);
    await running.stop();
    await start();
    expect(await send(request)).toBe(eventId);
  });

  it('belongs to a device, an event type and a room', async () => {
    const { roomId } = await create();
    const { roomId: other } = await create();
    const request = message(roomId, ALICE, { body: 'x', txnId: 'same' });
    const events = [
      await send(request),
      await send({ ...request, deviceId: 'OTHER' }),
      await send({ ...request, eventType: 'm.sticker' }),
      await send({ ...request, roomId: other }),
    ];
    expect(new Set(events).size).toBe(4);
  });

  describe.each(['at once', 'after a restart'])('is scoped to the path of a redaction, %s', (when) => {
    async function again<T>(answer: Promise<T>): Promise<T> {
      const first = await answer;
      if (when === 'after a restart') {
        await running.stop();
        await start();
      }
      return first;
    }

    it.each(['1', '10', '11', '12'])('in version %s', async (room_version) => {
      const testRoom = await create({ preset: 'public_chat', room_version });
      const { roomId } = testRoom;
      const [one, other] = [await testRoom.say(ALICE, 'one'), await testRoom.say(ALICE, 'other')];
      const paths = [
        redaction(roomId, ALICE, { content: { redacts: one }, txnId: 'same' }),
        redaction(roomId, ALICE, { redacts: one, txnId: 'same' }),
        redaction(roomId, ALICE, { redacts: other, txnId: 'same' }),
        { ...message(roomId, ALICE, { body: 'x', txnId: 'same' }) },
      ];
      const sent = await again(Promise.all(paths.map(send)));
      expect(new Set(sent).size).toBe(paths.length);
      expect(await Promise.all(paths.map(send))).toEqual(sent);
      // The same path with another body is the same request.
      expect(await send(redaction(roomId, ALICE, { content: { redacts: other }, txnId: 'same' }))).toBe(sent[0]);
      const ids = (await testRoom.everything())
        .filter(({ txnId }) => txnId === 'same')
        .map((event) => event.txnDeviceId);
      expect(ids).toEqual(paths.map(() => 'DEVICE'));
    });
  });

  it('of a refused request may be used again', async () => {
    const { roomId } = await create();
    const request = message(roomId, BOB, { body: 'x', txnId: 'same' });
    await expect(send(request)).rejects.toMatchObject(FORBIDDEN);
    await running.client.changeMembership(membership(roomId, BOB, { action: MembershipAction.MEMBERSHIP_ACTION_JOIN }));
    expect(await send(request)).toMatch(/^\$/);
  });

  it('that is repeated before the commit keeps nobody else in the room waiting', async () => {
    const { roomId } = await create();
    commitGate = new Gate();
    const request = message(roomId, ALICE, { body: 'x', txnId: 'same' });
    const sends = [send(request), send(request)];
    await expect(send(message(roomId, EVE, { body: 'let me in' }))).rejects.toMatchObject(FORBIDDEN);
    commitGate.open();
    expect(new Set(await Promise.all(sends)).size).toBe(1);
  }, 5_000);

  it.each(['a\u0000b', 'a\ud800'])('that the database cannot hold is refused: %j', async (txnId) => {
    const { roomId } = await create();
    await expect(send(message(roomId, ALICE, { body: 'x', txnId }))).rejects.toMatchObject({ status: 400 });
    expect(await send(message(roomId, ALICE, { body: 'still writable' }))).toMatch(/^\$/);
  });
});

describe('state', () => {
  it('that is in force already makes no new event', async () => {
    const { roomId } = await create();
    const name = state(roomId, ALICE, { type: 'm.room.name', content: { name: 'x' } });
    expect(await send(name)).toBe(await send(name));
    expect(await send(state(roomId, ALICE, { type: 'm.room.name', content: { name: 'y' } }))).not.toBe(
      await send(name),
    );
  });

  it('that is in force already is refused to whom may not set it any more', async () => {
    const { roomId } = await create({ preset: 'public_chat', power_level_content_override: { state_default: 0 } });
    await running.client.changeMembership(membership(roomId, BOB, { action: MembershipAction.MEMBERSHIP_ACTION_JOIN }));
    const own = state(roomId, BOB, { type: 'org.example', content: { a: 1 } });
    await send(own);
    await running.client.changeMembership(
      membership(roomId, BOB, { action: MembershipAction.MEMBERSHIP_ACTION_LEAVE }),
    );
    await expect(send(own)).rejects.toMatchObject(FORBIDDEN);
  });

  it.each(['m.\u0000', 'm.\ud800'])('of a type that the database cannot hold is refused: %j', async (type) => {
    const { roomId } = await create();
    await expect(send(state(roomId, ALICE, { type, content: {} }))).rejects.toMatchObject({ status: 400 });
    await expect(send(state(roomId, ALICE, { type: 'm.x', stateKey: type, content: {} }))).rejects.toMatchObject({
      status: 400,
    });
    expect(await send(message(roomId, ALICE, { body: 'still writable' }))).toMatch(/^\$/);
  });

  it('of power levels takes integers only', async () => {
    const { roomId } = await create({ room_version: '9' });
    const levels = { users: { [ALICE]: 100 }, ban: '50' };
    const request = state(roomId, ALICE, { type: 'm.room.power_levels', content: levels });
    await expect(send(request)).rejects.toMatchObject({ errcode: 'M_BAD_JSON' });
  });
});

describe('a member event sent as state', () => {
  const restrictedTo = (space: string): object => ({
    initial_state: [
      {
        type: 'm.room.join_rules',
        content: { join_rule: 'restricted', allow: [{ type: 'm.room_membership', room_id: space }] },
      },
    ],
  });
  const joinAs = (roomId: string, user: string, more: object = {}): SendEventRequest =>
    state(roomId, user, { type: 'm.room.member', stateKey: user, content: { membership: 'join', ...more } });

  it('cannot name the user who lets somebody into a restricted room', async () => {
    const space = await create({});
    const { roomId } = await create(restrictedTo(space.roomId));
    const forged = joinAs(roomId, EVE, { join_authorised_via_users_server: ALICE });
    await expect(send(forged)).rejects.toMatchObject(FORBIDDEN);
  });

  it('gets the authorising user from the server when a condition is met', async () => {
    const space = await create();
    await space.join(BOB);
    const restricted = await create(restrictedTo(space.roomId));
    const eventId = await send(joinAs(restricted.roomId, BOB, { displayname: 'Bob' }));
    const event = await restricted.event(BOB, eventId);
    expect(event && pduOf(event).content).toEqual({
      membership: 'join',
      displayname: 'Bob',
      join_authorised_via_users_server: ALICE,
    });
  });

  it('needs a user ID as state key and a membership', async () => {
    const { roomId } = await create();
    const member = (stateKey: string, content: object): SendEventRequest =>
      state(roomId, ALICE, { type: 'm.room.member', stateKey, content });
    await expect(send(member('bob', { membership: 'invite' }))).rejects.toMatchObject({ errcode: 'M_INVALID_PARAM' });
    await expect(send(member(BOB, { membership: 'guest' }))).rejects.toMatchObject({ errcode: 'M_BAD_JSON' });
    await expect(send(member(BOB, {}))).rejects.toMatchObject({ errcode: 'M_BAD_JSON' });
  });
});

describe('a redaction', () => {
  it.each(['1', '2', '3', '6', '10', '11', '12'])(
    'strips the event and says so, in room version %s',
    async (version) => {
      const testRoom = await create({ room_version: version });
      const target = await testRoom.say(ALICE, 'secret');
      const eventId = await send(redaction(testRoom.roomId, ALICE, { redacts: target, content: { reason: 'spam' } }));
      const stripped = await testRoom.event(ALICE, target);
      expect(stripped && pduOf(stripped).content).toEqual({});
      expect(stripped?.redactionEventId).toBe(eventId);
      const event = await testRoom.event(ALICE, eventId);
      const pdu = event && pduOf(event);
      const inContent = Number(version) >= 11;
      expect(pdu?.content).toEqual({ reason: 'spam', ...(inContent && { redacts: target }) });
      expect(pdu?.redacts).toBe(inContent ? undefined : target);
    },
  );

  it('through /send takes its target from the content', async () => {
    const testRoom = await create();
    const target = await testRoom.say(ALICE, 'secret');
    await send(redaction(testRoom.roomId, ALICE, { content: { redacts: target } }));
    const stripped = await testRoom.event(ALICE, target);
    expect(stripped && pduOf(stripped).content).toEqual({});
  });

  it.each([5, '', 'no event id', '$\u0000', undefined])('of %j is refused', async (redacts) => {
    const { roomId } = await create();
    const request = redaction(roomId, ALICE, { content: { redacts }, txnId: 'r' });
    await expect(send(request)).rejects.toMatchObject({ status: 400 });
  });

  it('of an event that the room does not have is refused; outsiders learn nothing of that', async () => {
    const testRoom = await create();
    const target = await testRoom.say(ALICE, 'secret');
    const attempt = (sender: string, redacts: string): Promise<string> =>
      send(redaction(testRoom.roomId, sender, { redacts }));
    await expect(attempt(ALICE, '$missing')).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
    await expect(attempt(EVE, '$missing')).rejects.toMatchObject(FORBIDDEN);
    await expect(attempt(EVE, target)).rejects.toMatchObject(FORBIDDEN);
  });

  it('of others needs the power level `redact`, of oneself does not', async () => {
    const testRoom = await create();
    await testRoom.join(BOB);
    const byAlice = await testRoom.say(ALICE, 'mine');
    const byBob = await testRoom.say(BOB, 'his');
    await expect(send(redaction(testRoom.roomId, BOB, { redacts: byAlice }))).rejects.toMatchObject(FORBIDDEN);
    await send(redaction(testRoom.roomId, BOB, { redacts: byBob }));
    await send(redaction(testRoom.roomId, ALICE, { redacts: byAlice }));
  });

  it('of state leaves it in force with what is left of it', async () => {
    const testRoom = await create({ preset: 'public_chat', room_version: '11' });
    const name = await testRoom.set('m.room.name', { name: 'secret' });
    await testRoom.redact(name);
    const [standing] = await testRoom.state(ALICE, 'm.room.name');
    expect(standing?.eventId).toBe(name);
    expect(standing && pduOf(standing).content).toEqual({});
    expect(await testRoom.set('m.room.name', { name: 'secret' })).not.toBe(name);
  });
});

describe('m.room.canonical_alias', () => {
  const set = (roomId: string, content: object, sender = ALICE): Promise<string> =>
    send(state(roomId, sender, { type: 'm.room.canonical_alias', content }));
  const BAD_ALIAS = { errcode: 'M_BAD_ALIAS', status: 400 };

  it('may add aliases only that lead to the room', async () => {
    const { roomId } = await create({ room_alias_name: 'mine' });
    await create({ room_alias_name: 'theirs' });
    await set(roomId, { alias: '#mine:test.example', alt_aliases: ['#mine:test.example'] });
    await expect(set(roomId, { alias: '#theirs:test.example' })).rejects.toMatchObject(BAD_ALIAS);
    await expect(set(roomId, { alt_aliases: ['#none:test.example'] })).rejects.toMatchObject(BAD_ALIAS);
    await expect(set(roomId, { alias: '#mine:elsewhere.example' })).rejects.toMatchObject(BAD_ALIAS);
  });

  it.each([5, 'mine', '#', '#a\u0000:test.example', ['#mine:test.example']])('refuses the alias %j', async (alias) => {
    const { roomId } = await create();
    await expect(set(roomId, { alias })).rejects.toMatchObject({ errcode: 'M_INVALID_PARAM' });
  });

  it('may keep or drop aliases that do not lead to the room any more', async () => {
    const { roomId } = await create({ room_alias_name: 'moved' });
    await running.client.deleteAlias({ alias: '#moved:test.example', requester: ALICE, requesterIsAdmin: false });
    const kept = await set(roomId, { alt_aliases: ['#moved:test.example'] });
    expect(await set(roomId, {})).not.toBe(kept);
  });

  it('refuses who is not in the room before it looks up aliases', async () => {
    const { roomId } = await create();
    await expect(set(roomId, { alias: '#none:test.example' }, EVE)).rejects.toMatchObject(FORBIDDEN);
  });
});

it('says that a room is unknown as if the sender were not in it', async () => {
  await expect(send(message('!unknown:test.example', ALICE, { body: 'x' }))).rejects.toMatchObject(FORBIDDEN);
});
