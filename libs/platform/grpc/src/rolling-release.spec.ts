import { GetMembersRequest, ResolveAliasRequest } from '@chappe/contracts';
import { expect, it } from 'vitest';
import { startProcess } from './fixtures/start-process.js';

it('a method that a process of an earlier release does not know is asked of the others', async () => {
  // It serves nothing of the service at all, which is the same for who asks.
  const earlier = await startProcess();
  const handlers = {
    resolveAlias: () => ({ roomId: '!a:b', servers: [] }),
    getMembers: () => ({ events: [], requesterJoined: true }),
  };
  const later = await startProcess({ handlers });
  const caller = await startProcess({ rooms: [earlier.address, later.address] });
  for (let i = 0; i < 10; i++) {
    expect(await caller.room.resolveAlias(ResolveAliasRequest.create())).toMatchObject({ roomId: '!a:b' });
    expect(await caller.room.getMembers(GetMembersRequest.create())).toMatchObject({ requesterJoined: true });
  }
  for (const each of [caller, earlier, later]) await each.stop();
});
