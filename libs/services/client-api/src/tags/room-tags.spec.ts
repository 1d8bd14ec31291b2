import { describe, expect, it } from 'vitest';
import { JSON_DEPTH_MAX, type JsonObject } from '@chappe/crypto';
import type { AccountData, ContentChange } from '../account-data/account-data.js';
import { RoomTags } from './room-tags.js';

const ALICE = '@alice:example.org';
const ROOM = '!room:example.org';

function tagsOn(stored?: string): RoomTags {
  let content = stored;
  return new RoomTags({
    find: () => Promise.resolve(content),
    change: async (_userId: string, _slot: object, change: ContentChange) => void (content = change(content)),
  } as unknown as AccountData);
}

/** An object of this depth. */
function nested(depth: number): JsonObject {
  return depth === 1 ? {} : { deep: nested(depth - 1) };
}

// client-server-api, "Room Tagging"
describe('tags of a room', () => {
  it('are what was put and not removed', async () => {
    const tags = tagsOn();
    await tags.put(ALICE, ROOM, { name: 'm.favourite', info: { order: 0.5 } });
    await tags.put(ALICE, ROOM, { name: 'u.work', info: {} });
    await tags.remove(ALICE, ROOM, 'm.favourite');
    expect(await tags.list(ALICE, ROOM)).toEqual({ 'u.work': {} });
  });

  it('may say as much of themselves as a body can hold', async () => {
    const tags = tagsOn();
    const info = nested(JSON_DEPTH_MAX);
    await tags.put(ALICE, ROOM, { name: 'u.deep', info });
    expect(await tags.list(ALICE, ROOM)).toEqual({ 'u.deep': info });
    await tags.remove(ALICE, ROOM, 'u.deep');
    expect(await tags.list(ALICE, ROOM)).toEqual({});
  });

  it.each(['[]', '{"tags":5}', '{"tags":[]}', '5'])('are none where a client wrote %s', async (junk) => {
    expect(await tagsOn(junk).list(ALICE, ROOM)).toEqual({});
  });
});
