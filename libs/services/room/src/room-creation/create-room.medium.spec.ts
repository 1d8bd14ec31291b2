import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ROOM_VERSIONS } from '@chappe/events';
import { PostgresUnavailableError } from '@chappe/postgres';
import { interceptCommits } from '../fixtures/intercept-commits.js';
import { room } from '../fixtures/requests.js';
import { ALICE, BOB, CAROL, RoomSuite } from '../fixtures/room-suite.js';
import { nameOf, pduOf, TestRoom } from '../fixtures/test-room.js';

const VERSIONS = ROOM_VERSIONS.map(({ version }) => version);

let commitFails: 'never' | 'before' | 'after';

const suite = new RoomSuite({
  between: (postgres) =>
    interceptCommits(postgres, async (commit) => {
      if (commitFails === 'before') throw new PostgresUnavailableError(true, undefined);
      const rows = await commit();
      if (commitFails === 'after') throw new PostgresUnavailableError(true, undefined);
      return rows;
    }),
});
beforeAll(async () => {
  commitFails = 'never';
});
afterEach(() => (commitFails = 'never'));

const create = (body: object = {}): Promise<TestRoom> => TestRoom.create(suite.client, ALICE, body);
const refusal = (body: object): Promise<unknown> =>
  suite.client.createRoom(room(ALICE, body)).catch((error: unknown) => error);

async function namesOf(testRoom: TestRoom): Promise<string[]> {
  return (await testRoom.everything()).map(nameOf);
}

async function contentOf(testRoom: TestRoom, type: string, stateKey = ''): Promise<Record<string, unknown>> {
  const [event] = await testRoom.state(ALICE, type, stateKey);
  if (!event) throw new Error(`the room has no ${type}`);
  return pduOf(event).content;
}

async function countRooms(): Promise<number> {
  const [row] = await suite.postgres.query<{ n: number }>({ text: 'SELECT count(*) AS n FROM room.rooms' });
  return row?.n ?? -1;
}

describe('a new room', () => {
  it.each(VERSIONS)('of version %s begins with the events of the specification in their order', async (version) => {
    const testRoom = await create({
      room_version: version,
      room_alias_name: `version-${version}`,
      name: 'Name',
      topic: 'Topic',
      initial_state: [
        { type: 'm.room.topic', content: { topic: 'of initial_state' } },
        { type: 'org.example', state_key: ALICE, content: { a: 1 } },
      ],
      invite: [BOB, CAROL],
    });
    expect(await namesOf(testRoom)).toEqual([
      'create',
      'join alice',
      'power_levels',
      'canonical_alias',
      'join_rules',
      'history_visibility',
      'guest_access',
      'topic',
      'org.example alice',
      'name',
      'topic',
      'invite bob',
      'invite carol',
    ]);
    expect(await contentOf(testRoom, 'm.room.topic')).toMatchObject({ topic: 'Topic' });
    expect(await contentOf(testRoom, 'm.room.canonical_alias')).toEqual({ alias: `#version-${version}:test.example` });
    const create_ = await contentOf(testRoom, 'm.room.create');
    expect(create_).toEqual({ room_version: version, ...(Number(version) < 11 && { creator: ALICE }) });
    expect(testRoom.roomId.includes(':')).toBe(version !== '12');
  });

  it.each([
    [{ preset: 'private_chat' }, 'invite', 'can_join'],
    [{ preset: 'trusted_private_chat' }, 'invite', 'can_join'],
    [{ preset: 'public_chat' }, 'public', 'forbidden'],
    [{}, 'invite', 'can_join'],
    [{ visibility: 'public' }, 'public', 'forbidden'],
    [{ visibility: 'public', preset: 'private_chat' }, 'invite', 'can_join'],
  ])('asked for with %j has join rule %s and guest access %s', async (body, joinRule, guestAccess) => {
    const testRoom = await create(body);
    expect(await contentOf(testRoom, 'm.room.join_rules')).toEqual({ join_rule: joinRule });
    expect(await contentOf(testRoom, 'm.room.guest_access')).toEqual({ guest_access: guestAccess });
    expect(await contentOf(testRoom, 'm.room.history_visibility')).toEqual({ history_visibility: 'shared' });
  });

  it('prefers initial_state to the preset', async () => {
    const content = { history_visibility: 'world_readable' };
    const testRoom = await create({ initial_state: [{ type: 'm.room.history_visibility', content }] });
    expect(await contentOf(testRoom, 'm.room.history_visibility')).toEqual(content);
  });

  it('marks invites to a direct chat', async () => {
    const testRoom = await create({ is_direct: true, invite: [BOB], preset: 'trusted_private_chat' });
    expect(await contentOf(testRoom, 'm.room.member', BOB)).toEqual({ membership: 'invite', is_direct: true });
  });

  it('takes creation_content, but not what is the server’s to say', async () => {
    const creation = { type: 'm.space', 'm.federate': false, creator: BOB, room_version: '6' };
    const asked = { type: 'm.space', 'm.federate': false };
    const old = await create({ room_version: '10', creation_content: creation });
    expect(await contentOf(old, 'm.room.create')).toEqual({ ...asked, creator: ALICE, room_version: '10' });
    const recent = await create({ room_version: '12', creation_content: creation });
    expect(await contentOf(recent, 'm.room.create')).toEqual({ ...asked, room_version: '12' });
  });
});

describe('power in a new room', () => {
  it.each(VERSIONS)('of version %s is shared with the invited by trusted_private_chat', async (version) => {
    const testRoom = await create({ room_version: version, preset: 'trusted_private_chat', invite: [BOB] });
    const { users } = await contentOf(testRoom, 'm.room.power_levels');
    const creation = await contentOf(testRoom, 'm.room.create');
    expect(users).toEqual(version === '12' ? {} : { [ALICE]: 100, [BOB]: 100 });
    expect(creation['additional_creators']).toEqual(version === '12' ? [BOB] : undefined);
    await testRoom.join(BOB);
  });

  it('joins additional_creators and trusted invitees without repeats', async () => {
    const testRoom = await create({
      preset: 'trusted_private_chat',
      invite: [BOB, CAROL],
      creation_content: { additional_creators: [CAROL, ALICE, '@remote:elsewhere.example'] },
    });
    const creation = await contentOf(testRoom, 'm.room.create');
    expect(creation['additional_creators']).toEqual([CAROL, '@remote:elsewhere.example', BOB]);
  });

  it('to replace a room of version 12 is more than state_default', async () => {
    const usual = await contentOf(await create(), 'm.room.power_levels');
    expect(usual['events']).toMatchObject({ 'm.room.tombstone': 150 });
    const raised = await contentOf(
      await create({ power_level_content_override: { state_default: 200 } }),
      'm.room.power_levels',
    );
    expect((raised['events'] as Record<string, number>)['m.room.tombstone']).toBeGreaterThan(200);
  });

  it('is overridden by whole members of power_level_content_override', async () => {
    const override = { invite: 50, events: { 'm.room.name': 0 } };
    const given = await contentOf(await create({ power_level_content_override: override }), 'm.room.power_levels');
    expect(given).toMatchObject({ invite: 50, ban: 50, state_default: 50 });
    expect(given['events']).toEqual({ 'm.room.name': 0 });
  });
});

const member = (stateKey: string, membership: string): object => ({
  initial_state: [{ type: 'm.room.member', state_key: stateKey, content: { membership } }],
});
const creators = (additional: unknown): object => ({ creation_content: { additional_creators: additional } });
const levels = (override: object, version = '12'): object => ({
  room_version: version,
  power_level_content_override: override,
});
const canonicalAlias = (alias: string): object => ({
  initial_state: [{ type: 'm.room.canonical_alias', content: { alias } }],
});
const manyUsers = Array.from({ length: 101 }, (_, index) => `@user${index}:test.example`);

describe('an invalid beginning', () => {
  it.each<[string, object, string]>([
    ['a room version that is not supported', { room_version: '13' }, 'M_UNSUPPORTED_ROOM_VERSION'],
    ['no room version', { room_version: 'x' }, 'M_UNSUPPORTED_ROOM_VERSION'],
    ['additional_creators that are no list', creators('bob'), 'M_INVALID_ROOM_STATE'],
    ['additional_creators without user ID', creators(['bob']), 'M_INVALID_ROOM_STATE'],
    ['additional_creators that are numbers', creators([5]), 'M_INVALID_ROOM_STATE'],
    [
      'junk as additional_creators beside trusted invitees',
      { ...creators({}), preset: 'trusted_private_chat', invite: [BOB] },
      'M_INVALID_ROOM_STATE',
    ],
    ['a creator among the power levels', levels({ users: { [ALICE]: 100 } }), 'M_BAD_JSON'],
    ['a creator without power', levels({ users: {} }, '11'), 'M_INVALID_ROOM_STATE'],
    ['a power level that is a text', levels({ ban: '50' }, '9'), 'M_BAD_JSON'],
    ['a second create event', { initial_state: [{ type: 'm.room.create', content: {} }] }, 'M_BAD_JSON'],
    ['state without type', { initial_state: [{ type: '', content: {} }] }, 'M_INVALID_PARAM'],
    ['another user who is joined', member(BOB, 'join'), 'M_INVALID_ROOM_STATE'],
    ['a creator who leaves', member(ALICE, 'leave'), 'M_INVALID_ROOM_STATE'],
    ['a creator who is banned', member(ALICE, 'ban'), 'M_INVALID_ROOM_STATE'],
    ['a member without user ID', member('bob', 'invite'), 'M_INVALID_PARAM'],
    ['an alias that does not lead there', canonicalAlias('#no:test.example'), 'M_BAD_ALIAS'],
    ['a malformed alias', canonicalAlias('no'), 'M_INVALID_PARAM'],
    ['an invitation of the creator', { invite: [ALICE] }, 'M_INVALID_ROOM_STATE'],
    ['too many invitations', { invite: manyUsers }, 'M_INVALID_PARAM'],
    ['an event over the limit', { topic: 'x'.repeat(65_536) }, 'M_TOO_LARGE'],
    ['an empty room_alias_name', { room_alias_name: '' }, 'M_INVALID_PARAM'],
    ['a room_alias_name with a domain', { room_alias_name: 'a:b' }, 'M_INVALID_PARAM'],
    ['a room_alias_name over the limit', { room_alias_name: 'x'.repeat(255) }, 'M_INVALID_PARAM'],
  ])('with %s is refused and leaves nothing behind', async (_what, body, errcode) => {
    const before = await countRooms();
    expect(await refusal({ room_alias_name: 'unused', ...body })).toMatchObject({ errcode });
    expect(await countRooms()).toBe(before);
    const claimed = await suite.postgres.query({ text: `SELECT FROM room.aliases WHERE alias LIKE '#unused:%'` });
    expect(claimed).toEqual([]);
  });

  it('may name the alias that the room gets in initial_state', async () => {
    const content = { alias: '#own:test.example', alt_aliases: ['#own:test.example'] };
    const initial = [{ type: 'm.room.canonical_alias', content }];
    const testRoom = await create({ room_alias_name: 'own', initial_state: initial });
    expect(await contentOf(testRoom, 'm.room.canonical_alias')).toEqual(content);
  });
});

describe('the alias of a new room', () => {
  it('that is taken fails the whole creation', async () => {
    const first = await create({ room_alias_name: 'taken' });
    const before = await countRooms();
    expect(await refusal({ room_alias_name: 'taken' })).toMatchObject({ errcode: 'M_ROOM_IN_USE', status: 400 });
    expect(await countRooms()).toBe(before);
    expect(await suite.client.resolveAlias({ alias: '#taken:test.example' })).toMatchObject({ roomId: first.roomId });
  });

  it('goes to one of 10 concurrent requests', async () => {
    const requests = Array.from({ length: 10 }, () => refusal({ room_alias_name: 'race' }));
    const created = (await Promise.all(requests)).filter((answer) => !(answer instanceof Error));
    expect(created).toHaveLength(1);
    expect(await suite.client.resolveAlias({ alias: '#race:test.example' })).toMatchObject(created[0] as object);
  });

  it('is free again when the commit failed, at once', async () => {
    commitFails = 'before';
    expect(await refusal({ room_alias_name: 'again' })).toMatchObject({ status: 503 });
    commitFails = 'never';
    await expect.poll(() => refusal({ room_alias_name: 'again' }), { timeout: 5_000 }).toHaveProperty('roomId');
  });

  it('stays with a room whose commit took effect though its answer was lost', async () => {
    commitFails = 'after';
    expect(await refusal({ room_alias_name: 'lost' })).toMatchObject({ status: 503 });
    commitFails = 'never';
    const { roomId } = await suite.client.resolveAlias({ alias: '#lost:test.example' });
    expect(roomId).toMatch(/^!/);
  });
});

it('takes over the alias of a creation that died a minute ago, not of one under way', async () => {
  await suite.postgres.query({
    text: `INSERT INTO room.aliases (partition, alias, room_id, creator, created_at)
           SELECT p.partition, alias, '!never:test.example', '${BOB}', now() - age
           FROM (VALUES ('#died:test.example', interval '2 minutes'), ('#young:test.example', interval '5 seconds'))
             AS a(alias, age), room.partitions p`,
  });
  expect(await refusal({ room_alias_name: 'young' })).toMatchObject({ errcode: 'M_ROOM_IN_USE' });
  const resolved = suite.client.resolveAlias({ alias: '#young:test.example' });
  await expect(resolved).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
  const { roomId } = await create({ room_alias_name: 'died' });
  expect(await suite.client.resolveAlias({ alias: '#died:test.example' })).toMatchObject({ roomId });
});
