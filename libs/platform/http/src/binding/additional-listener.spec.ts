import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startHttp, type TestHttp } from '../fixtures/start-http.js';
import { TEST_ENDPOINTS } from '../fixtures/test-endpoints.js';
import { AdditionalListener } from './additional-listener.js';

let http: TestHttp | undefined;

afterEach(async () => {
  await http?.app.close();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function start(port: number): Promise<TestHttp> {
  const flags = { 'http.additionalPort': String(port), 'http.bind': '127.0.0.1' };
  http = await startHttp(TEST_ENDPOINTS, { flags });
  await http.app.listen(0, '127.0.0.1');
  return http;
}

const ask = (port: number): Promise<Response> => fetch(`http://127.0.0.1:${port}/_chappe/health`);

describe('AdditionalListener', () => {
  it('answers on a second port, until the server takes no more connections', async () => {
    const port = await freePort();
    const { app, shutdown } = await start(port);
    await app.get(AdditionalListener).listen();
    const answer = await ask(port);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok' });
    expect(await shutdown.run()).toEqual([]);
    await expect(ask(port)).rejects.toThrow('fetch failed');
  });

  it('refuses a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { app } = await start((taken.address() as AddressInfo).port);
    await expect(app.get(AdditionalListener).listen()).rejects.toThrow('EADDRINUSE');
    taken.close();
  });
});
