import {
  changeMembership,
  createRoom,
  type Json,
  logInClient,
  newTxnId,
  registerClient,
  roomPath,
  sendMessage,
  startServer,
  SyncSession,
  type TestClient,
  type TestServer,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deactivate } from './fixtures/deactivate.js';

const VERSIONS = ['1', '5', '6', '8', '10', '11', '12'];

/** What Dora said, and how. */
const FIRST = 'said while Lea was there';
const SECOND = 'said after Lea had left';
const PICTURE = 'mxc://example.org/picture';
const NAME = 'Dora the Secret';
const REASON = 'why Dora took it back';
const INVITATION = 'why Dora invited somebody';
const TOPIC = 'the topic that Dora chose';
const SECRETS = [FIRST, SECOND, PICTURE, NAME, REASON, INVITATION];

interface Story {
  readonly roomId: string;
  readonly dora: string;
  readonly invited: string;
  readonly first: string;
  readonly second: string;
  readonly takenBack: string;
  /** Of /sync, before anything of this. */
  readonly since: string;
}

/** How somebody reads the room, and what of Dora a reader finds there who was there before the erasure. */
interface ReadPath {
  readonly path: string;
  readonly finds: readonly string[];
  read(reader: TestClient, story: Story): Promise<unknown>;
}

const get = (reader: TestClient, { roomId }: Story, path: string): Promise<Json> =>
  reader.ask<Json>(`GET ${roomPath(roomId)}/${path}`);
const event = (eventId: string, what = 'event'): string => `${what}/${encodeURIComponent(eventId)}`;
const lazy = { lazy_load_members: true };
const filterOf = (room: Json, more: Json = {}): string => JSON.stringify({ room, ...more });

/** The room in the next answer of /sync. */
async function sync(reader: TestClient, story: Story, query: Record<string, string> = {}): Promise<unknown> {
  const { since, ...rest } = query;
  const session = new SyncSession(reader, rest);
  session.since = since;
  return (await session.next()).rooms?.join?.[story.roomId];
}

const LONG = { timeline: { limit: 100 } };
const SHORT = { timeline: { limit: 1 } };
const SAID = [FIRST, SECOND, PICTURE];
const ALL = [...SAID, NAME, REASON, INVITATION];

const PATHS: readonly ReadPath[] = [
  {
    path: '/sync: the timeline of a first one',
    finds: ALL,
    read: (reader, story) => sync(reader, story, { filter: filterOf(LONG) }),
  },
  {
    path: '/sync: lazy members',
    finds: ALL,
    read: (reader, story) => sync(reader, story, { filter: filterOf({ ...LONG, state: lazy }) }),
  },
  {
    path: '/sync: the state behind a short timeline',
    finds: [INVITATION],
    read: (reader, story) => sync(reader, story, { filter: filterOf(SHORT), full_state: 'true' }),
  },
  {
    path: '/sync: the state after the timeline',
    finds: ALL,
    read: (reader, story) => sync(reader, story, { filter: filterOf(LONG), use_state_after: 'true' }),
  },
  {
    path: '/sync: as servers exchange events',
    finds: ALL,
    read: (reader, story) => sync(reader, story, { filter: filterOf(LONG, { event_format: 'federation' }) }),
  },
  {
    path: '/sync: since before the room',
    finds: ALL,
    read: (reader, story) => sync(reader, story, { filter: filterOf(LONG), since: story.since }),
  },
  { path: '/messages back', finds: ALL, read: (r, s) => get(r, s, 'messages?dir=b&limit=100') },
  { path: '/messages on', finds: ALL, read: (r, s) => get(r, s, 'messages?dir=f&limit=100') },
  {
    path: '/messages with lazy members',
    finds: ALL,
    read: (r, s) => get(r, s, `messages?dir=b&limit=100&filter=${encodeURIComponent(JSON.stringify(lazy))}`),
  },
  { path: '/context: the event', finds: [SECOND], read: (r, s) => get(r, s, `${event(s.second, 'context')}?limit=0`) },
  {
    path: '/context: around it, and the state',
    finds: ALL,
    read: (r, s) => get(r, s, `${event(s.second, 'context')}?limit=100`),
  },
  { path: '/event', finds: [FIRST], read: (r, s) => get(r, s, event(s.first)) },
  { path: '/event: redacted before', finds: [REASON], read: (r, s) => get(r, s, event(s.takenBack)) },
  { path: '/state', finds: [INVITATION], read: (r, s) => get(r, s, 'state') },
  {
    path: '/state: one slot',
    finds: [INVITATION],
    read: (r, s) => get(r, s, `state/m.room.member/${s.invited}?format=event`),
  },
  {
    path: '/state: one slot, its content',
    finds: [INVITATION],
    read: async (r, s) => [s.dora, await get(r, s, `state/m.room.member/${s.invited}`)],
  },
  { path: '/members', finds: [INVITATION], read: (r, s) => get(r, s, 'members') },
  {
    path: '/members at a token',
    finds: [INVITATION],
    read: async (r, s) => get(r, s, `members?at=${(await new SyncSession(r).next()).next_batch}`),
  },
];

/** client-server-api/#post_matrixclientv3accountdeactivate, on every path that reads events. */
describe('what an erased account has sent', () => {
  let server: TestServer;
  let alice: TestClient;
  let carol: TestClient;
  let lea: TestClient;
  let late: TestClient;
  let invited: TestClient;
  const stories = new Map<string, Story>();

  beforeAll(async () => {
    server = await startServer();
    const register = (name: string): Promise<TestClient> => registerClient(server.baseUrl, name);
    alice = await register('alice');
    carol = await register('carol');
    lea = await register('lea');
    late = await register('late');
    invited = await register('invited');
    for (const version of VERSIONS) stories.set(version, await tell(version));
  }, 120_000);
  afterAll(() => server?.remove());

  async function tell(version: string): Promise<Story> {
    const dora = await registerClient(server.baseUrl, `dora-${version}`);
    await dora.ask(`PUT /v3/profile/${dora.userId}/displayname`, { displayname: NAME });
    const since = (await new SyncSession(late).next()).next_batch;
    const roomId = await createRoom(alice, {
      preset: 'public_chat',
      room_version: version,
      ...(version !== '12' && { power_level_content_override: { users: { [alice.userId]: 100, [dora.userId]: 50 } } }),
    });
    for (const user of [carol, lea, dora]) await changeMembership(user, roomId, { action: 'join' });
    const first = await sendMessage(dora, roomId, FIRST);
    await changeMembership(lea, roomId, { action: 'leave' });
    const second = await sendMessage(dora, roomId, SECOND);
    const content = { msgtype: 'm.image', body: 'a picture', url: PICTURE };
    await dora.ask(`PUT ${roomPath(roomId)}/send/m.room.message/${newTxnId()}`, content);
    const takenBack = await sendMessage(dora, roomId, 'taken back');
    await dora.ask(`PUT ${roomPath(roomId)}/redact/${encodeURIComponent(takenBack)}/${newTxnId()}`, { reason: REASON });
    await changeMembership(dora, roomId, { action: 'invite', user_id: invited.userId, reason: INVITATION });
    if (version !== '12') await dora.ask(`PUT ${roomPath(roomId)}/state/m.room.topic/`, { topic: TOPIC });
    // Of some rooms a replica holds the view already, and hears of the erasure by the log.
    if (VERSIONS.indexOf(version) % 2 === 0) await new SyncSession(carol).next();
    await deactivate(server, dora, true);
    for (const user of [late, lea]) await changeMembership(user, roomId, { action: 'join' });
    return { roomId, dora: dora.userId, invited: invited.userId, first, second, takenBack, since };
  }

  const storyOf = (version: string): Story => stories.get(version) as Story;
  const rows = VERSIONS.flatMap((version) => PATHS.map((each) => ({ version, ...each })));

  it.each(rows)('is redacted for who joined later only: room version $version, $path', async (row) => {
    const story = storyOf(row.version);
    const text = JSON.stringify(await row.read(late, story));
    expect(text).toContain(story.dora);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    const original = JSON.stringify(await row.read(carol, story));
    for (const secret of row.finds) expect(original).toContain(secret);
  });

  it.each(VERSIONS)(
    'is shown to who came back as far as she saw it before she left: room version %s',
    async (version) => {
      const story = storyOf(version);
      for (const path of ['messages?dir=b', `${event(story.second, 'context')}?`]) {
        const text = JSON.stringify(await get(lea, story, `${path}&limit=100`));
        expect(SAID.filter((said) => text.includes(said))).toEqual([FIRST]);
      }
      const text = JSON.stringify(await sync(lea, story, { filter: filterOf(LONG) }));
      expect(SAID.filter((said) => text.includes(said))).toEqual([FIRST]);
    },
  );

  it.each(VERSIONS)('tells the invited why, and of its sender no name: room version %s', async (version) => {
    const { roomId, dora } = storyOf(version);
    const room = (await new SyncSession(invited).next()).rooms?.invite?.[roomId];
    const text = JSON.stringify(room);
    expect(text).toContain(INVITATION);
    expect(text).toContain(dora);
    expect(text).not.toContain(NAME);
  });

  it('is redacted in the archive of who joined later and left', async () => {
    const story = storyOf('11');
    const guest = await registerClient(server.baseUrl, 'guest');
    await changeMembership(guest, story.roomId, { action: 'join' });
    await changeMembership(guest, story.roomId, { action: 'leave' });
    const filter = filterOf({ ...LONG, include_leave: true });
    const left = (await new SyncSession(guest, { filter }).next()).rooms?.leave?.[story.roomId];
    const texts = [JSON.stringify(left), JSON.stringify(await get(guest, story, 'messages?dir=b&limit=100'))];
    for (const text of texts) {
      expect(text).toContain(story.dora);
      for (const secret of SECRETS) expect(text).not.toContain(secret);
    }
  });

  it('leaves what the room is called and is about', async () => {
    const { topic } = await get(late, storyOf('11'), 'state/m.room.topic/');
    expect(topic).toBe(TOPIC);
  });

  it('is shown to everybody after a deactivation without erasure, which ends memberships all the same', async () => {
    const fred = await registerClient(server.baseUrl, 'fred');
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await changeMembership(fred, roomId, { action: 'join' });
    await sendMessage(fred, roomId, FIRST);
    await deactivate(server, fred, false);
    await changeMembership(late, roomId, { action: 'join' });
    expect(JSON.stringify(await late.ask(`GET ${roomPath(roomId)}/messages?dir=b`))).toContain(FIRST);
    const member = await late.ask(`GET ${roomPath(roomId)}/state/m.room.member/${fred.userId}`);
    expect(member).toEqual({ membership: 'leave' });
  });

  it('leaves nothing of the user that others could ask for, and nobody can be the user again', async () => {
    const { dora, roomId } = storyOf('11');
    const invite = await alice.refusal(`POST ${roomPath(roomId)}/invite`, { user_id: dora });
    expect(invite).toEqual({ status: 404, errcode: 'M_NOT_FOUND' });
    expect(await alice.refusal(`GET /v3/profile/${dora}`)).toEqual({ status: 404, errcode: 'M_NOT_FOUND' });
    const { device_keys: keys } = await alice.ask('POST /v3/keys/query', { device_keys: { [dora]: [] } });
    expect(keys).toEqual({ [dora]: {} });
    await expect(logInClient(server.baseUrl, 'dora-11')).rejects.toMatchObject({ status: 403 });
    await expect(registerClient(server.baseUrl, 'dora-11')).rejects.toMatchObject({ status: 400 });
  });
});
