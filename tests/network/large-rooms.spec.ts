import {
  changeMembership,
  createRoom,
  registerClient,
  roomPath,
  sendMessage,
  setState,
  startServer,
  SyncSession,
  type TestClient,
  type TestEvent,
  type TestServer,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SLOTS = 40;
const LARGE = 'x'.repeat(58_000);

/** A room whose state takes several pages, each slot of which replaced as much, costs only itself. */
describe('a room with much state', () => {
  let server: TestServer;
  let owner: TestClient;
  let invited: TestClient;
  let roomId: string;

  beforeAll(async () => {
    server = await startServer({ settings: { CHAPPE_ROOM_STATE_BYTES_MAX: String(2_500_000) } });
    owner = await registerClient(server.baseUrl, 'owner');
    invited = await registerClient(server.baseUrl, 'invited');
    roomId = await createRoom(owner, { name: 'Large', invite: [invited.userId] });
    for (const round of [1, 2]) {
      const slots = Array.from({ length: SLOTS }, (_, slot) => slot);
      for (let first = 0; first < SLOTS; first += 8) {
        await Promise.all(slots.slice(first, first + 8).map((slot) => fill(`${slot}`, round)));
      }
    }
  });
  afterAll(() => server?.remove());

  const fill = (stateKey: string, round: number) =>
    setState(owner, roomId, { type: 'org.example.large', stateKey, content: { round, fill: LARGE } });
  const largeIn = (events: readonly TestEvent[] | undefined) =>
    (events ?? []).filter(({ type, content }) => type === 'org.example.large' && content['round'] === 2);

  it('is given whole to its owner by /sync, and so is a message that comes later', async () => {
    const session = new SyncSession(owner);
    const { rooms } = await session.next();
    const room = rooms?.join?.[roomId];
    const slots = [...(room?.state?.events ?? []), ...(room?.timeline?.events ?? [])];
    expect(new Set(largeIn(slots).map(({ state_key: stateKey }) => stateKey)).size).toBe(SLOTS);
    await sendMessage(owner, roomId, 'hello');
    await session.caughtUp();
    expect((await session.joined(roomId)).timeline?.events.map(({ content }) => content['body'])).toEqual(['hello']);
  });

  it('shows its stripped state to who is invited, who may leave and forget it', async () => {
    const session = new SyncSession(invited);
    const invite = (await session.next()).rooms?.invite?.[roomId];
    expect(JSON.stringify(invite)).toContain('"name":"Large"');
    expect(JSON.stringify(invite).length).toBeLessThan(10_000);
    await changeMembership(invited, roomId, { action: 'leave' });
    await changeMembership(invited, roomId, { action: 'forget' });
    await session.caughtUp();
    expect((await session.next()).rooms?.join?.[roomId]).toBeUndefined();
    expect((await new SyncSession(invited).next()).rooms?.invite?.[roomId]).toBeUndefined();
  });

  it('is given whole by /state, /members and /context', async () => {
    const state = await owner.ask<TestEvent[]>(`GET ${roomPath(roomId)}/state`);
    expect(largeIn(state)).toHaveLength(SLOTS);
    expect(new Set(state.map((event) => event.event_id)).size).toBe(state.length);
    const { chunk } = await owner.ask<{ chunk: TestEvent[] }>(`GET ${roomPath(roomId)}/members`);
    expect(chunk.map((event) => event.state_key)).toContain(owner.userId);
    const { joined } = await owner.ask<{ joined: object }>(`GET ${roomPath(roomId)}/joined_members`);
    expect(Object.keys(joined)).toEqual([owner.userId]);
    const eventId = await sendMessage(owner, roomId, 'in context');
    const context = await owner.ask<{ state: TestEvent[] }>(`GET ${roomPath(roomId)}/context/${eventId}`);
    expect(largeIn(context.state)).toHaveLength(SLOTS);
  });

  it('is read back page by page, each event once', async () => {
    const seen: unknown[] = [];
    let from: string | undefined;
    for (let pages = 0; pages < 100; pages++) {
      const query = { dir: 'f', limit: 500, ...(from !== undefined && { from }) };
      const page = await owner.ask<{ chunk: TestEvent[]; end?: string }>(
        `GET ${roomPath(roomId)}/messages`,
        undefined,
        query,
      );
      seen.push(...page.chunk.map((event) => event.event_id));
      from = page.end;
      if (from === undefined || page.chunk.length === 0) break;
    }
    expect(seen.length).toBeGreaterThan(2 * SLOTS);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('is refused more state than a room may hold, and goes on', async () => {
    const target = `PUT ${roomPath(roomId)}/state/org.example.large`;
    let refusal: unknown;
    for (let slot = 0; slot < 10 && refusal === undefined; slot++) {
      const { status, body } = await owner.send(`${target}/more${slot}`, { body: { fill: LARGE } });
      if (status !== 200) refusal = { status, errcode: body['errcode'] };
    }
    expect(refusal).toEqual({ status: 413, errcode: 'M_TOO_LARGE' });
    await sendMessage(owner, roomId, 'still here');
    await setState(owner, roomId, { type: 'org.example.large', stateKey: '0', content: {} });
    expect(server.errors).toEqual([]);
  });
});
