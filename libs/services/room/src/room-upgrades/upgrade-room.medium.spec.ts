import { describe, expect, it } from 'vitest';
import { MembershipAction } from '@chappe/contracts';
import { EVENT_BYTES_MAX, ROOM_VERSIONS, type RoomVersionRules } from '@chappe/events';
import { membership, room, state, upgrade } from '../fixtures/requests.js';
import { ALICE, BOB, CAROL, EVE, RoomSuite } from '../fixtures/room-suite.js';
import { nameOf, pduOf, TestRoom } from '../fixtures/test-room.js';

/** Less than what closing a room adds to its power levels, more than what the depth of an event may. */
const SPARE_BYTES = 15;
const FORBIDDEN = { errcode: 'M_FORBIDDEN', status: 403 };

const suite = new RoomSuite();

const create = (body: object = {}): Promise<TestRoom> =>
  TestRoom.create(suite.client, ALICE, { preset: 'public_chat', ...body });

type Options = Parameters<typeof upgrade>[2] & { readonly sender?: string };

/** The room that replaces another one. */
async function replace(old: TestRoom, { sender = ALICE, ...options }: Options = {}): Promise<TestRoom> {
  const { replacementRoomId } = await suite.client.upgradeRoom(upgrade(old.roomId, sender, options));
  return TestRoom.of(suite.client, replacementRoomId, sender);
}

const refusal = (old: TestRoom, { sender = ALICE, ...options }: Options = {}): Promise<unknown> =>
  suite.client.upgradeRoom(upgrade(old.roomId, sender, options)).catch((error: unknown) => error);

async function contentOf(testRoom: TestRoom, type: string): Promise<Record<string, unknown> | undefined> {
  const [event] = await testRoom.state(testRoom.creator, type, '');
  return event && pduOf(event).content;
}

const replacementNamedBy = async (old: TestRoom): Promise<unknown> =>
  (await contentOf(old, 'm.room.tombstone'))?.['replacement_room'];

async function setLevels(testRoom: TestRoom, changes: object): Promise<void> {
  await testRoom.set('m.room.power_levels', { ...(await contentOf(testRoom, 'm.room.power_levels')), ...changes });
}

// Not every pair: each version as the old and as the new one, and each with the first, the last and itself.
const PAIRS = ROOM_VERSIONS.flatMap(({ version }) => [
  ...[...new Set(['1', '12', version])].map((other) => [version, other]),
  ...['1', '12']
    .filter((other) => other !== version && version !== '1' && version !== '12')
    .map((other) => [other, version]),
]);

describe.each(PAIRS)('a room of version %s that is upgraded to version %s', (from, newVersion) => {
  const rulesOf = (version: string) => ROOM_VERSIONS.find((rules) => rules.version === version) as RoomVersionRules;
  const rules = rulesOf(newVersion);

  it('is replaced by a room with its name, its power levels and a way back', async () => {
    const old = await create({
      room_version: from,
      name: 'Name',
      topic: 'Topic',
      creation_content: { type: 'm.space' },
    });
    await setLevels(old, {
      users: { ...(rulesOf(from).creatorsHaveInfinitePower ? {} : { [ALICE]: 100 }), [BOB]: 75 },
    });
    const last = await old.set('m.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2' });
    const replacement = await replace(old, { newVersion });
    expect(await contentOf(replacement, 'm.room.create')).toEqual({
      room_version: newVersion,
      type: 'm.space',
      predecessor: { room_id: old.roomId, event_id: last },
      ...(rules.creators === 'content_creator' && { creator: ALICE }),
    });
    expect(await contentOf(replacement, 'm.room.name')).toEqual({ name: 'Name' });
    expect(await contentOf(replacement, 'm.room.encryption')).toEqual({ algorithm: 'm.megolm.v1.aes-sha2' });
    expect(await contentOf(replacement, 'm.room.join_rules')).toEqual({ join_rule: 'public' });
    const levels = await contentOf(replacement, 'm.room.power_levels');
    const isOldCreator = rulesOf(from).creatorsHaveInfinitePower;
    const named = rules.creatorsHaveInfinitePower ? {} : { [ALICE]: isOldCreator ? 150 : 100 };
    expect(levels).toMatchObject({ ban: 50, events_default: 0, invite: 0 });
    expect(levels?.['users']).toEqual({ ...named, [BOB]: 75 });
    const highest = rules.creatorsHaveInfinitePower || isOldCreator ? 150 : 100;
    expect(levels?.['events']).toMatchObject({ 'm.room.tombstone': highest, 'm.room.name': 50 });
    expect(await contentOf(old, 'm.room.tombstone')).toEqual({
      body: 'This room has been replaced',
      replacement_room: replacement.roomId,
    });
    expect(await contentOf(old, 'm.room.power_levels')).toMatchObject({ events_default: 50, invite: 50 });
    await replacement.join(BOB);
    await replacement.say(BOB, 'here');
  });
});

describe('who may upgrade', () => {
  it('is who may send m.room.tombstone', async () => {
    const old = await create();
    await old.join(BOB);
    const before = (await old.everything()).length;
    expect(await refusal(old, { sender: BOB })).toMatchObject(FORBIDDEN);
    expect(await refusal(old, { sender: EVE })).toMatchObject(FORBIDDEN);
    expect(await refusal(TestRoom.of(suite.client, '!nowhere', ALICE))).toMatchObject(FORBIDDEN);
    expect(await old.everything()).toHaveLength(before);
  });

  it.each(['', '0', '13', 'org.example'])('finds no version %j', async (newVersion) => {
    const unsupported = { errcode: 'M_UNSUPPORTED_ROOM_VERSION', status: 400 };
    expect(await refusal(await create(), { newVersion })).toMatchObject(unsupported);
  });

  it('leaves the old room as open as it is without the power to close it', async () => {
    const old = await create({ room_version: '11' });
    await setLevels(old, {
      users: { [ALICE]: 100, [BOB]: 60 },
      events: { 'm.room.tombstone': 60, 'm.room.power_levels': 100 },
    });
    await old.join(BOB);
    const replacement = await replace(old, { sender: BOB, newVersion: '11' });
    expect(await replacementNamedBy(old)).toBe(replacement.roomId);
    expect(await contentOf(old, 'm.room.power_levels')).toMatchObject({ events_default: 0, invite: 0 });
    const levels = await contentOf(replacement, 'm.room.power_levels');
    expect(levels?.['users']).toEqual({ [ALICE]: 100, [BOB]: 60 });
  });
});

describe('power levels that fill their event', () => {
  it('do not keep the room from being replaced, nor its members from being told', async () => {
    const old = await create({ room_version: '11' });
    const padded = (bytes: number) => ({ users: { [ALICE]: 100 }, padding: 'x'.repeat(bytes) });
    const eventId = await old.set('m.room.power_levels', padded(0));
    const event = (await old.everything()).find((each) => each.eventId === eventId);
    await old.set('m.room.power_levels', padded(EVENT_BYTES_MAX - (event?.pdu.length ?? 0) - SPARE_BYTES));
    const replacement = await replace(old, { newVersion: '11' });
    expect(await replacementNamedBy(old)).toBe(replacement.roomId);
    expect(await contentOf(old, 'm.room.power_levels')).not.toHaveProperty('invite');
    expect((await replace(old, { newVersion: '11' })).roomId).toBe(replacement.roomId);
  });
});

describe('creators', () => {
  it('are the upgrading user and those of the request, where the version has additional creators', async () => {
    const old = await create({ creation_content: { additional_creators: [CAROL] } });
    const replacement = await replace(old, { additionalCreators: [BOB, ALICE, BOB] });
    expect(await contentOf(replacement, 'm.room.create')).toMatchObject({ additional_creators: [BOB] });
    const before = await replace(await create(), { newVersion: '11', additionalCreators: [BOB, 'junk'] });
    expect(await contentOf(before, 'm.room.create')).not.toHaveProperty('additional_creators');
  });

  it.each(['', 'bob', '@bob', '#bob:test.example'])('are user IDs, not %j', async (junk) => {
    const wrong = await refusal(await create(), { additionalCreators: [BOB, junk] });
    expect(wrong).toMatchObject({ errcode: 'M_INVALID_PARAM', status: 400 });
  });

  it('who become creators lose the level that others keep', async () => {
    const old = await create({ room_version: '11' });
    await setLevels(old, { users: { [ALICE]: 100, [BOB]: 100, [CAROL]: 100 } });
    const replacement = await replace(old, { additionalCreators: [BOB] });
    expect((await contentOf(replacement, 'm.room.power_levels'))?.['users']).toEqual({ [CAROL]: 100 });
  });
});

describe('what is carried over', () => {
  it.each([
    { from: '7', newVersion: '6', rule: 'knock', adapted: 'invite' },
    { from: '9', newVersion: '7', rule: 'restricted', adapted: 'invite' },
    { from: '10', newVersion: '9', rule: 'knock_restricted', adapted: 'restricted' },
    { from: '10', newVersion: '6', rule: 'knock_restricted', adapted: 'invite' },
    { from: '8', newVersion: '12', rule: 'restricted', adapted: 'restricted' },
  ])('from $from to $newVersion makes of the join rule $rule the rule $adapted', async (wish) => {
    const { from, newVersion, rule, adapted } = wish;
    const old = await create({ room_version: from });
    await old.set('m.room.join_rules', { join_rule: rule, ...(rule.includes('restricted') && { allow: [] }) });
    const replacement = await replace(old, { newVersion });
    expect(await contentOf(replacement, 'm.room.join_rules')).toMatchObject({ join_rule: adapted });
    await replacement.invite(BOB);
    await replacement.join(BOB);
  });

  it('are no memberships but bans, no state of others and nothing of another name', async () => {
    const old = await create();
    await old.join(BOB);
    await old.ban(EVE);
    await old.set('org.example', { secret: true });
    await old.set('m.space.child', { via: ['test.example'] }, '!child');
    const replacement = await replace(old);
    expect((await replacement.everything()).map(nameOf)).toEqual([
      'create',
      'join alice',
      'guest_access',
      'history_visibility',
      'join_rules',
      'ban eve',
      'power_levels',
    ]);
  });

  it.each(['1', '11', '12'])(
    'are bans with their reasons, but of who is to be a creator: version %s',
    async (version) => {
      const old = await create({ room_version: version });
      await setLevels(old, { ban: 75 });
      for (const user of [EVE, CAROL]) await old.set('m.room.member', { membership: 'ban', reason: 'spam' }, user);
      await old.ban(BOB);
      await old.unban(BOB);
      const replacement = await replace(old, { newVersion: '12', additionalCreators: [CAROL] });
      const bans = (await replacement.everything()).filter((event) => pduOf(event).content['membership'] === 'ban');
      expect(bans.map((event) => [pduOf(event).state_key, pduOf(event).content])).toEqual([
        [EVE, { membership: 'ban', reason: 'spam' }],
      ]);
      await expect(replacement.join(EVE)).rejects.toMatchObject(FORBIDDEN);
      await replacement.join(BOB);
    },
  );

  it('keeps other servers out where they were kept out', async () => {
    const old = await create({ creation_content: { 'm.federate': false } });
    expect(await contentOf(await replace(old), 'm.room.create')).toMatchObject({ 'm.federate': false });
  });

  it('are the aliases, which lead to the new room and are its canonical ones', async () => {
    const old = await create({ room_alias_name: 'moves' });
    await suite.client.putAlias({ alias: '#other:test.example', roomId: old.roomId, requester: ALICE });
    await old.set('m.room.canonical_alias', { alias: '#moves:test.example', alt_aliases: ['#other:test.example'] });
    const replacement = await replace(old);
    for (const alias of ['#moves:test.example', '#other:test.example']) {
      expect(await suite.client.resolveAlias({ alias })).toMatchObject({ roomId: replacement.roomId });
    }
    const canonical = { alias: '#moves:test.example', alt_aliases: ['#other:test.example'] };
    expect(await contentOf(replacement, 'm.room.canonical_alias')).toEqual(canonical);
    expect(await contentOf(old, 'm.room.canonical_alias')).toEqual({});
  });
});

describe('the same upgrade again', () => {
  it('leads to the same room, and at the same time too', async () => {
    const old = await create();
    const asked = Array.from({ length: 8 }, () => suite.client.upgradeRoom(upgrade(old.roomId, ALICE)));
    const rooms = new Set((await Promise.all(asked)).map(({ replacementRoomId }) => replacementRoomId));
    expect([...rooms]).toEqual([await replacementNamedBy(old)]);
    const length = (await old.everything()).length;
    expect((await replace(old)).roomId).toBe([...rooms][0]);
    expect(await old.everything()).toHaveLength(length);
  });

  it('by another user leads to the same room', async () => {
    const old = await create({ room_version: '11' });
    await setLevels(old, { users: { [ALICE]: 100, [BOB]: 100 } });
    await old.join(BOB);
    const [first, second] = await Promise.all([replace(old), replace(old, { sender: BOB })]);
    expect(second?.roomId).toBe(first?.roomId);
  });

  it('to another version makes another room, and the last one is named', async () => {
    const old = await create();
    const [first, second] = await Promise.all([replace(old, { newVersion: '11' }), replace(old)]);
    expect(second?.roomId).not.toBe(first?.roomId);
    expect(await replacementNamedBy(old)).toBe(second?.roomId);
    // The first upgrade closed the old room; that is not carried over.
    for (const replacement of [first, second] as TestRoom[]) {
      expect(await contentOf(replacement, 'm.room.power_levels')).toMatchObject({ events_default: 0, invite: 0 });
    }
  });

  it('makes another room when everybody left the first one', async () => {
    const old = await create();
    const first = await replace(old);
    await suite.client.changeMembership(
      membership(first.roomId, ALICE, { action: MembershipAction.MEMBERSHIP_ACTION_LEAVE }),
    );
    const second = await replace(old);
    expect(second.roomId).not.toBe(first.roomId);
    expect(await replacementNamedBy(old)).toBe(second.roomId);
  });

  it('does not follow a tombstone to a room that does not replace this one', async () => {
    const old = await create();
    const { roomId: elsewhere } = await suite.client.createRoom(room(EVE));
    const content = { body: '', replacement_room: elsewhere };
    await suite.client.sendEvent(state(old.roomId, ALICE, { type: 'm.room.tombstone', content }));
    const replacement = await replace(old);
    expect(replacement.roomId).not.toBe(elsewhere);
    expect(await replacementNamedBy(old)).toBe(replacement.roomId);
  });
});
