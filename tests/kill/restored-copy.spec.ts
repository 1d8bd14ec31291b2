import { cpSync, rmSync } from 'node:fs';
import { createRoom, newTxnId, registerClient, roomPath, ServerProcess, type TestClient } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RoomReader } from '../fixtures/room-reader.js';

/** The copy of a data folder that was made while the server was down. */
describe('a server that is started on an older copy of its data', () => {
  let server: ServerProcess;
  let copy: string | undefined;
  let alice: TestClient;
  let bob: TestClient;
  let roomId: string;
  let reader: RoomReader;

  beforeAll(async () => {
    server = await ServerProcess.start();
    alice = await registerClient(server.baseUrl, 'alice');
    bob = await registerClient(server.baseUrl, 'bob');
    roomId = await createRoom(alice, { preset: 'public_chat' });
    await bob.ask(`POST /v3/join/${encodeURIComponent(roomId)}`, {});
    reader = new RoomReader(async (target, query) => {
      const { status, body } = await bob.send(target, { query });
      if (status !== 200) throw new Error(`${target} answers ${status}`);
      return body;
    });
  }, 60_000);
  afterAll(async () => {
    await server?.remove();
    if (copy !== undefined) rmSync(copy, { recursive: true, force: true });
  });

  /** @returns the event ID of a message; a to-device message goes with it */
  async function say(body: string): Promise<string> {
    const sent = await alice.ask(`PUT ${roomPath(roomId)}/send/m.room.message/${newTxnId()}`, {
      msgtype: 'm.text',
      body,
    });
    const messages = { [bob.userId]: { [bob.deviceId]: { body } } };
    await alice.ask(`PUT /v3/sendToDevice/org.example.test/${newTxnId()}`, { messages });
    return String(sent['event_id']);
  }

  const timesSeen = (ids: readonly string[]): number[] =>
    ids.map((id) => reader.seen.get(roomId)?.filter((seen) => seen === id).length ?? 0);
  const bodies = (): unknown[] => reader.toDevice.map(({ content }) => content['body']);

  it('shows a client that knows more each new message once, and keeps its to-device messages', async () => {
    const kept = await say('kept');
    // Seen, but not confirmed yet.
    await reader.next(0);
    await server.stop();
    copy = `${server.dataDir}-copy`;
    cpSync(server.dataDir, copy, { recursive: true, preserveTimestamps: true });
    await server.start();
    const lost = [await say('lost 1'), await say('lost 2')];
    await reader.finish();
    await server.stop();
    rmSync(server.dataDir, { recursive: true });
    cpSync(copy, server.dataDir, { recursive: true });
    await server.start();
    const first = [await say('new 1'), await say('new 2')];
    // As many again as were lost, and more: every position that the client's token names is given out by now.
    const more = [await say('new 3'), await say('new 4')];
    await reader.finish();
    // Nobody remembers the generation of the token: the room is given anew, the new messages at its end.
    expect(reader.seen.get(roomId)?.slice(-5)).toEqual([kept, ...first, ...more]);
    expect(timesSeen([...first, ...more])).toEqual([1, 1, 1, 1]);
    expect(timesSeen(lost)).toEqual([1, 1]);
    // What was confirmed after the copy was made waits again.
    expect(bodies()).toEqual(['kept', 'lost 1', 'lost 2', 'kept', 'new 1', 'new 2', 'new 3', 'new 4']);
  }, 120_000);
});
