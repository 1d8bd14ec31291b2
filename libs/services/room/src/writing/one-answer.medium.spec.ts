import { describe, expect, it } from 'vitest';
import { room, state } from '../fixtures/requests.js';
import { ALICE, BOB, RoomSuite } from '../fixtures/room-suite.js';

const suite = new RoomSuite();

type Malformed = [type: string, content: object, errcode: string, stateKey?: string];

/** What no room could make sense of, so that it is refused alike by whatever way it comes. */
const MALFORMED: Malformed[] = [
  ['m.room.create', {}, 'M_BAD_JSON'],
  ['m.room.create', { additional_creators: 7 }, 'M_BAD_JSON'],
  ['m.room.power_levels', { users: { [ALICE]: 100 } }, 'M_BAD_JSON'],
  ['m.room.power_levels', { users: { alice: 100 } }, 'M_BAD_JSON'],
  ['m.room.power_levels', { users: [] }, 'M_BAD_JSON'],
  ['m.room.power_levels', { ban: '50' }, 'M_BAD_JSON'],
  ['m.room.join_rules', { join_rule: 7 }, 'M_BAD_JSON'],
  ['m.room.join_rules', { join_rule: 'restricted', allow: 'all' }, 'M_BAD_JSON'],
  ['m.room.history_visibility', { history_visibility: 'secret' }, 'M_BAD_JSON'],
  ['m.room.guest_access', { guest_access: true }, 'M_BAD_JSON'],
  ['m.room.server_acl', { allow: '*' }, 'M_BAD_JSON'],
  ['m.room.encryption', { algorithm: 7 }, 'M_BAD_JSON'],
  ['m.room.tombstone', { body: '', replacement_room: 7 }, 'M_BAD_JSON'],
  ['m.room.tombstone', { body: '', replacement_room: 'elsewhere' }, 'M_INVALID_PARAM'],
  ['m.room.pinned_events', { pinned: '$event' }, 'M_BAD_JSON'],
  ['m.room.redaction', {}, 'M_BAD_JSON'],
  ['m.room.canonical_alias', { alias: 7 }, 'M_INVALID_PARAM'],
  ['m.room.canonical_alias', { alias: 'alias' }, 'M_INVALID_PARAM'],
  ['m.room.canonical_alias', { alt_aliases: '#alias:test.example' }, 'M_INVALID_PARAM'],
  ['m.room.canonical_alias', { alias: '#nowhere:test.example' }, 'M_BAD_ALIAS'],
  ['m.room.member', { membership: 'gone' }, 'M_BAD_JSON', BOB],
  ['m.room.member', {}, 'M_BAD_JSON', ALICE],
  ['m.room.member', { membership: 'invite' }, 'M_INVALID_PARAM', 'bob'],
];

describe.each(MALFORMED)('%s with %j', (...[type, content, errcode, stateKey = '']: Malformed) => {
  const refused = { errcode, status: 400 };

  it('is refused where it is set', async () => {
    const { roomId } = await suite.openRoom();
    const sent = suite.client.sendEvent(state(roomId, ALICE, { type, stateKey, content }));
    await expect(sent).rejects.toMatchObject(refused);
  });

  it('is refused in initial_state', async () => {
    const created = suite.client.createRoom(room(ALICE, { initial_state: [{ type, state_key: stateKey, content }] }));
    await expect(created).rejects.toMatchObject(refused);
  });
});

describe.each(MALFORMED.filter(([type]) => type === 'm.room.power_levels'))('%s with %j', (_type, content, errcode) => {
  it('is refused as power_level_content_override', async () => {
    const created = suite.client.createRoom(room(ALICE, { power_level_content_override: content }));
    await expect(created).rejects.toMatchObject({ errcode, status: 400 });
  });
});

it.each(['1', '5', '9', '10', '11', '12'])('a second create event is refused in version %s', async (version) => {
  const { roomId } = await suite.openRoom({ room_version: version });
  const sent = suite.client.sendEvent(state(roomId, ALICE, { type: 'm.room.create', content: {} }));
  await expect(sent).rejects.toMatchObject({ errcode: 'M_BAD_JSON', status: 400 });
});

it('what is well-formed but not allowed is forbidden', async () => {
  const { roomId } = await suite.openRoom();
  const levels = { type: 'm.room.power_levels', content: { users: { [BOB]: 100 } } };
  await expect(suite.client.sendEvent(state(roomId, BOB, levels))).rejects.toMatchObject({
    errcode: 'M_FORBIDDEN',
    status: 403,
  });
});

it('a tombstone cannot name its own room', async () => {
  const { roomId } = await suite.openRoom();
  const content = { body: 'moved', replacement_room: roomId };
  const sent = suite.client.sendEvent(state(roomId, ALICE, { type: 'm.room.tombstone', content }));
  await expect(sent).rejects.toMatchObject({ errcode: 'M_INVALID_PARAM', status: 400 });
});

it('an empty canonical alias is none', async () => {
  const { roomId } = await suite.openRoom();
  const sent = suite.client.sendEvent(state(roomId, ALICE, { type: 'm.room.canonical_alias', content: { alias: '' } }));
  expect((await sent).eventId).toMatch(/^\$/);
});
