import type { RoomAlias, RoomId, ServerName } from '@chappe/events';
import { describe, expect, it } from 'vitest';
import { RoomNames } from './room-names.js';

const names = new RoomNames(
  { resolveAlias: () => Promise.resolve({ roomId: '!found:example.org', servers: ['example.org'] }) },
  { serverName: 'example.org' as ServerName },
);

describe('a room by its name', () => {
  it('is itself for an ID and the room of an alias', async () => {
    expect(await names.toRoomId('!room' as RoomId)).toBe('!room');
    expect(await names.toRoomId('#a:example.org' as RoomAlias)).toBe('!found:example.org');
  });

  it('is M_NOT_FOUND for an alias of another server, and the answer says why', async () => {
    const refusal = { errcode: 'M_NOT_FOUND', message: expect.stringContaining('other servers cannot be resolved') };
    await expect(names.toRoomId('#a:other.example' as RoomAlias)).rejects.toMatchObject(refusal);
  });
});
