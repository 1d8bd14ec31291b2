import {
  bodiesOf,
  changeMembership,
  createRoom,
  readMessages,
  registerClient,
  roomPath,
  sendMessage,
  startServer,
  SyncSession,
  type TestClient,
  type TestEvent,
  type TestServer,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

type Visibility = 'joined' | 'invited' | 'shared' | 'world_readable';

interface Story {
  readonly roomId: string;
  /** Event IDs by the text of the message. */
  readonly ids: Readonly<Record<string, string>>;
}

/** What a user who was invited after the first message, joined after the second and left after the third may see. */
const SEEN: readonly (readonly [Visibility, readonly string[]])[] = [
  ['joined', ['joined']],
  ['invited', ['invited', 'joined']],
  ['shared', ['before', 'invited', 'joined']],
  ['world_readable', ['before', 'invited', 'joined', 'after']],
];
const TEXTS = ['before', 'invited', 'joined', 'after'];

/** client-server-api/#room-history-visibility, on every path that reads events. */
describe('history visibility', () => {
  let server: TestServer;
  let alice: TestClient;
  let stranger: TestClient;

  beforeAll(async () => {
    server = await startServer();
    alice = await registerClient(server.baseUrl, 'alice');
    stranger = await registerClient(server.baseUrl, 'stranger');
  });
  afterAll(() => server?.remove());

  async function tell(bob: TestClient, visibility: Visibility): Promise<Story> {
    const content = { history_visibility: visibility };
    const roomId = await createRoom(alice, {
      preset: 'private_chat',
      initial_state: [{ type: 'm.room.history_visibility', content }],
    });
    const ids: Record<string, string> = {};
    const say = async (text: string) => {
      ids[text] = await sendMessage(alice, roomId, text);
    };
    await say('before');
    await changeMembership(alice, roomId, { action: 'invite', user_id: bob.userId });
    await say('invited');
    await changeMembership(bob, roomId, { action: 'join' });
    await say('joined');
    await changeMembership(bob, roomId, { action: 'leave' });
    await say('after');
    await alice.ask(`PUT ${roomPath(roomId)}/state/m.room.topic/`, { topic: 'after the leave' });
    return { roomId, ids };
  }

  it.each(SEEN)('%s shows a member who left what it says, on every path', async (visibility, seen) => {
    const bob = await registerClient(server.baseUrl, `bob-${visibility.replace('_', '-')}`);
    const { roomId, ids } = await tell(bob, visibility);

    const backwards = bodiesOf((await readMessages(bob, roomId)).chunk);
    expect(backwards).toEqual(seen.toReversed());
    expect(bodiesOf((await readMessages(bob, roomId, { dir: 'f' })).chunk)).toEqual(seen);

    for (const text of TEXTS) {
      const { status, body } = await bob.send(`GET ${roomPath(roomId)}/event/${encodeURIComponent(ids[text] ?? '')}`);
      expect(`${text} ${status}`).toBe(`${text} ${seen.includes(text) ? 200 : 404}`);
      if (status === 404) expect(body['errcode']).toBe('M_NOT_FOUND');
      const context = await bob.send(`GET ${roomPath(roomId)}/context/${encodeURIComponent(ids[text] ?? '')}`);
      expect(`${text} ${context.status}`).toBe(`${text} ${seen.includes(text) ? 200 : 404}`);
    }
  });

  it.each(SEEN)('%s shows a member who left the same events around an event', async (visibility, seen) => {
    const bob = await registerClient(server.baseUrl, `around-${visibility.replace('_', '-')}`);
    const { roomId, ids } = await tell(bob, visibility);
    const path = `GET ${roomPath(roomId)}/context/${encodeURIComponent(ids['joined'] ?? '')}`;
    const context = await bob.ask<Record<'events_before' | 'events_after', TestEvent[]>>(path, undefined, {
      limit: 50,
    });
    const around = [...context.events_before.toReversed(), ...context.events_after];
    expect(bodiesOf(around)).toEqual(seen.filter((text) => text !== 'joined'));
  });

  it.each(SEEN)('%s shows a member who left the same timeline in sync', async (visibility, seen) => {
    const bob = await registerClient(server.baseUrl, `sync-${visibility.replace('_', '-')}`);
    const { roomId } = await tell(bob, visibility);
    const filter = JSON.stringify({ room: { include_leave: true, timeline: { limit: 50 } } });
    const left = (await new SyncSession(bob, { filter }).next()).rooms?.leave?.[roomId];
    // The section ends with the leave, whatever can be read afterwards.
    expect(bodiesOf(left?.timeline?.events)).toEqual(seen.filter((text) => text !== 'after'));
    expect(left?.timeline?.events.at(-1)?.content).toMatchObject({ membership: 'leave' });
  });

  it('a member who left sees the state as it was then', async () => {
    const bob = await registerClient(server.baseUrl, 'bob-state');
    const { roomId } = await tell(bob, 'shared');
    const state = await bob.ask<TestEvent[]>(`GET ${roomPath(roomId)}/state`);
    expect(state.find((event) => event.type === 'm.room.topic')).toBeUndefined();
    expect(state.find((event) => event.state_key === bob.userId)?.content).toMatchObject({ membership: 'leave' });
    expect(await bob.refusal(`GET ${roomPath(roomId)}/state/m.room.topic/`)).toEqual({
      status: 404,
      errcode: 'M_NOT_FOUND',
    });
  });

  it('somebody who never was in the room sees nothing unless the world may read it', async () => {
    const forbidden = { status: 403, errcode: 'M_FORBIDDEN' };
    for (const [visibility] of SEEN) {
      const bob = await registerClient(server.baseUrl, `other-${visibility.replace('_', '-')}`);
      const { roomId, ids } = await tell(bob, visibility);
      const isOpen = visibility === 'world_readable';
      const event = await stranger.send(`GET ${roomPath(roomId)}/event/${encodeURIComponent(ids['joined'] ?? '')}`);
      expect(`${visibility} ${event.status}`).toBe(`${visibility} ${isOpen ? 200 : 404}`);
      if (isOpen) {
        expect(bodiesOf((await readMessages(stranger, roomId)).chunk)).toEqual(TEXTS.toReversed());
        expect((await stranger.send(`GET ${roomPath(roomId)}/state`)).status).toBe(200);
      } else {
        expect(await stranger.refusal(`GET ${roomPath(roomId)}/messages?dir=b`)).toEqual(forbidden);
        expect(await stranger.refusal(`GET ${roomPath(roomId)}/state`)).toEqual(forbidden);
        expect(await stranger.refusal(`GET ${roomPath(roomId)}/members`)).toEqual(forbidden);
      }
    }
  });

  it('a change of visibility holds for what comes after it', async () => {
    const bob = await registerClient(server.baseUrl, 'bob-change');
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await sendMessage(alice, roomId, 'shared');
    await alice.ask(`PUT ${roomPath(roomId)}/state/m.room.history_visibility/`, { history_visibility: 'joined' });
    await sendMessage(alice, roomId, 'hidden');
    await changeMembership(bob, roomId, { action: 'join' });
    await sendMessage(alice, roomId, 'joined');
    expect(bodiesOf((await readMessages(bob, roomId)).chunk)).toEqual(['joined', 'shared']);
    const timeline = (await new SyncSession(bob, { filter: '{"room":{"timeline":{"limit":50}}}' }).next()).rooms
      ?.join?.[roomId];
    expect(bodiesOf(timeline?.timeline?.events)).not.toContain('hidden');
  });
});
