import { describe, expect, it } from 'vitest';
import { DeleteAliasRequest } from '@chappe/contracts';
import { ALICE, BOB, RoomSuite } from '../fixtures/room-suite.js';
import { pduOf, type TestRoom } from '../fixtures/test-room.js';

const suite = new RoomSuite();

const forbidden = { errcode: 'M_FORBIDDEN' };
const notFound = { errcode: 'M_NOT_FOUND' };
const invalid = { errcode: 'M_INVALID_PARAM', status: 400 };

let count = 0;
function newAlias(): string {
  return `#alias${count++}:test.example`;
}

function put(room: TestRoom, requester: string, alias = newAlias()): Promise<string> {
  return suite.client.putAlias({ alias, roomId: room.roomId, requester }).then(() => alias);
}

function remove(alias: string, requester: string, requesterIsAdmin = false): Promise<unknown> {
  return suite.client.deleteAlias(DeleteAliasRequest.fromPartial({ alias, requester, requesterIsAdmin }));
}

describe('room aliases', () => {
  it('lead to the room that a member gave them to', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    const alias = await put(room, BOB);
    const resolved = await suite.client.resolveAlias({ alias });
    expect(resolved).toEqual({ roomId: room.roomId, servers: ['test.example'] });
  });

  it('are refused with 409 when they are taken, whatever room they lead to', async () => {
    const room = await suite.openRoom();
    const alias = await put(room, ALICE);
    const taken = { errcode: 'M_UNKNOWN', status: 409 };
    await expect(put(room, ALICE, alias)).rejects.toMatchObject(taken);
    await expect(put(await suite.openRoom(), ALICE, alias)).rejects.toMatchObject(taken);
    expect((await suite.client.resolveAlias({ alias })).roomId).toBe(room.roomId);
  });

  it('are given to one room only when several ask at the same time', async () => {
    const rooms = await Promise.all(Array.from({ length: 8 }, () => suite.openRoom()));
    const alias = newAlias();
    const outcomes = await Promise.allSettled(rooms.map((room) => put(room, ALICE, alias)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('are given by members only, and to rooms that exist', async () => {
    const room = await suite.openRoom();
    await expect(put(room, BOB)).rejects.toMatchObject(forbidden);
    await room.join(BOB);
    await room.leave(BOB);
    await expect(put(room, BOB)).rejects.toMatchObject(forbidden);
    const unknown = { alias: newAlias(), requester: ALICE };
    for (const roomId of ['!unknown:test.example', 'junk', '!nul\0:test.example']) {
      await expect(suite.client.putAlias({ ...unknown, roomId })).rejects.toMatchObject(notFound);
    }
  });

  it.each([
    '#other:other.example',
    'alias:test.example',
    '#alias',
    '#nul\0:test.example',
    `#${'x'.repeat(250)}:test.example`,
    '',
  ])('are refused when they are malformed or of another server: %j', async (alias) => {
    await expect(put(await suite.openRoom(), ALICE, alias)).rejects.toMatchObject(invalid);
  });

  it('are not found when nobody made them, and invalid when they are none', async () => {
    for (const alias of [newAlias(), '#unknown:other.example']) {
      await expect(suite.client.resolveAlias({ alias })).rejects.toMatchObject(notFound);
      await expect(remove(alias, ALICE)).rejects.toMatchObject(notFound);
    }
    await expect(suite.client.resolveAlias({ alias: 'junk' })).rejects.toMatchObject(invalid);
    await expect(remove('junk', ALICE)).rejects.toMatchObject(invalid);
  });

  it('are deleted by who made them, and are free again', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    const alias = await put(room, BOB);
    await room.leave(BOB);
    await remove(alias, BOB);
    await expect(suite.client.resolveAlias({ alias })).rejects.toMatchObject(notFound);
    await put(await suite.openRoom(), ALICE, alias);
  });

  it('are deleted by members with the power to set the canonical alias, and by administrators', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    await remove(await put(room, BOB), ALICE);
    const alias = await put(room, ALICE);
    await expect(remove(alias, BOB)).rejects.toMatchObject(forbidden);
    await remove(alias, BOB, true);
    const powerLevels = { users: { [BOB]: 50 }, events: { 'm.room.canonical_alias': 50 } };
    await room.set('m.room.power_levels', powerLevels);
    const another = await put(room, ALICE);
    await remove(another, BOB);
    const third = await put(room, ALICE);
    await room.leave(BOB);
    await expect(remove(third, BOB)).rejects.toMatchObject(forbidden);
  });

  it('cannot be made without a localpart', async () => {
    await expect(put(await suite.openRoom(), ALICE, '#:test.example')).rejects.toMatchObject(invalid);
  });

  it('are listed for members, and for anybody when the history is world_readable', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    const aliases = [await put(room, ALICE), await put(room, BOB)].sort();
    const list = (requester: string): Promise<unknown> =>
      suite.client.listAliases({ roomId: room.roomId, requester }).then((listed) => listed.aliases);
    expect(await list(BOB)).toEqual(aliases);
    await room.leave(BOB);
    await expect(list(BOB)).rejects.toMatchObject(forbidden);
    await expect(list('@carol:test.example')).rejects.toMatchObject(forbidden);
    await room.showHistoryTo('world_readable');
    for (const user of [BOB, '@carol:test.example']) expect(await list(user)).toEqual(aliases);
  });
});

describe('the canonical alias', () => {
  const drop = (room: TestRoom, alias: string, requester = ALICE): Promise<unknown> =>
    suite.client.dropCanonicalAlias({ roomId: room.roomId, alias, requester });

  async function named(room: TestRoom): Promise<unknown> {
    const [event] = await room.state(ALICE, 'm.room.canonical_alias', '');
    return event && pduOf(event).content;
  }

  it('does not name what is no alias any more', async () => {
    const room = await suite.openRoom();
    const [main, other, third] = [await put(room, ALICE), await put(room, ALICE), await put(room, ALICE)];
    await room.set('m.room.canonical_alias', { alias: main, alt_aliases: [other, third], more: 1 });
    expect(await remove(main, ALICE)).toEqual({ roomId: room.roomId });
    await drop(room, main);
    expect(await named(room)).toEqual({ alt_aliases: [other, third], more: 1 });
    await drop(room, other);
    expect(await named(room)).toEqual({ alt_aliases: [third], more: 1 });
    await drop(room, third);
    expect(await named(room)).toEqual({ more: 1 });
  });

  it('stays where it does not name it, and where the user may not change it', async () => {
    const room = await suite.openRoom();
    const main = await put(room, ALICE);
    await drop(room, main);
    await expect(named(room)).rejects.toMatchObject(notFound);
    const content = { alias: main, alt_aliases: [] };
    await room.set('m.room.canonical_alias', content);
    await drop(room, newAlias());
    await drop(room, main, BOB);
    await room.join(BOB);
    await drop(room, main, BOB);
    expect(await named(room)).toEqual(content);
    await suite.client.dropCanonicalAlias({ roomId: '!unknown:test.example', alias: main, requester: ALICE });
  });
});
