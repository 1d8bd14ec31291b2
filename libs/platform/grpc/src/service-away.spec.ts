import { ResolveAliasRequest, SendEventRequest } from '@chappe/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProcess, type TestHandlers, type TestProcess } from './fixtures/start-process.js';

const CALLS = 5;
const DEADLINE_MS = 100;
const handlers: TestHandlers = { resolveAlias: () => ({ roomId: '!r:example.org', servers: [] }) };

describe('a service none of whose processes can be reached', () => {
  let room: TestProcess;
  let caller: TestProcess;

  beforeEach(async () => {
    room = await startProcess({ handlers, service: 'room' });
    caller = await startProcess({ rooms: [`127.0.0.1:${room.port}`] });
  });
  afterEach(async () => {
    await caller.stop();
    await room.stop();
  });

  const ask = () =>
    caller.room.resolveAlias(ResolveAliasRequest.create({ alias: '#a:b' }), { deadlineMs: DEADLINE_MS });
  const isAnswered = () => ask().then(Boolean, () => false);
  const told = () => {
    const lines = caller.logLines.map((line) => JSON.parse(line) as { msg: string; refused?: number });
    return lines.filter(({ msg }) => msg.startsWith('The service'));
  };

  it('is one log line when calls fail for it, and one with their number when they are answered again', async () => {
    await expect.poll(isAnswered).toBe(true);
    const { port } = room;
    await room.stop();
    for (let i = 0; i < CALLS; i++) await expect(ask()).rejects.toMatchObject({ status: 503 });
    expect(told().map(({ msg }) => msg)).toEqual(['The service room is not available']);
    room = await startProcess({ handlers, service: 'room', port });
    await expect.poll(async () => (await isAnswered()) && told().length, { timeout: 20_000 }).toBe(2);
    const [, end] = told();
    expect(end?.msg).toBe('The service room is available again');
    expect(end?.refused).toBeGreaterThanOrEqual(CALLS);
  });

  it('is not told of when a call is refused by it', async () => {
    await expect.poll(isAnswered).toBe(true);
    const request = SendEventRequest.create({ roomId: '!r:b', eventType: 'm.test' });
    await expect(caller.room.sendEvent(request)).rejects.toMatchObject({ status: 500 });
    expect(told()).toEqual([]);
  });
});
