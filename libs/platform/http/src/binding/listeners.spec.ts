import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { defineEndpoint } from '@chappe/matrix-api';
import Type from 'typebox';
import { startHttp, type TestHttp } from '../fixtures/start-http.js';
import { echo, TEST_ENDPOINTS } from '../fixtures/test-endpoints.js';
import { Listeners } from './listeners.js';

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

describe('Listeners', () => {
  it('answers on a second port, until the server takes no more connections', async () => {
    const port = await freePort();
    const { app, shutdown } = await start(port);
    await app.get(Listeners).listen();
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
    await expect(app.get(Listeners).listen()).rejects.toThrow('EADDRINUSE');
    taken.close();
  });
});

const version = defineEndpoint({
  name: 'version',
  method: 'GET',
  path: '/_matrix/federation/v1/version',
  auth: { scheme: 'none' },
  listener: 'federation',
  rateLimit: 'none',
  spec: '',
  response: Type.Unknown(),
});
const VERSION = version.path;
const CLIENT = '/test/open';
const HEALTH = '/_chappe/health';

/** Ports of the clients' listener and of those that got their own. */
async function startSeparately(...names: ('federation' | 'admin' | 'metrics')[]): Promise<Record<string, number>> {
  const ports: Record<string, number> = {};
  for (const name of names) ports[name] = await freePort();
  const flags = Object.fromEntries(names.map((name) => [`http.listeners.${name}.port`, String(ports[name])]));
  const limits = { 'http.listeners.federation.connectionsMax': '1', 'http.bind': '127.0.0.1' };
  http = await startHttp([...TEST_ENDPOINTS, echo(version)], { flags: { ...limits, ...flags } });
  await http.app.listen(0, '127.0.0.1');
  await http.app.get(Listeners).listen();
  return { ...ports, client: (http.app.getHttpServer().address() as AddressInfo).port };
}

async function answerOf(port: number | undefined, path: string, method = 'GET'): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { connection: 'close' } });
  const body = await response.text();
  return `${response.status} ${(JSON.parse(body || '{}') as { errcode?: string }).errcode ?? ''}`.trim();
}

describe('a listener', () => {
  it('without a port of its own is served on the port for clients', async () => {
    const { client } = await startSeparately();
    for (const path of [CLIENT, VERSION, HEALTH]) expect(await answerOf(client, path)).toBe('200');
  });

  it('with a port of its own serves what is meant for it, and nothing else', async () => {
    const ports = await startSeparately('federation', 'metrics', 'admin');
    const answers = (path: string) =>
      Promise.all(['client', 'federation', 'metrics', 'admin'].map((name) => answerOf(ports[name], path)));
    const no = '404 M_UNRECOGNIZED';
    expect(await answers(CLIENT)).toEqual(['200', no, no, no]);
    expect(await answers(VERSION)).toEqual([no, '200', no, no]);
    expect(await answers(HEALTH)).toEqual([no, no, '200', no]);
  });

  it('knows the wrong method only of paths that it serves', async () => {
    const { client, federation } = await startSeparately('federation');
    expect(await answerOf(federation, VERSION, 'POST')).toBe('405 M_UNRECOGNIZED');
    expect(await answerOf(client, VERSION, 'POST')).toBe('404 M_UNRECOGNIZED');
    expect(await answerOf(federation, CLIENT, 'POST')).toBe('404 M_UNRECOGNIZED');
  });

  it('has a bound of its own on open connections', async () => {
    const { client, federation = 0 } = await startSeparately('federation');
    const held = connect(federation, '127.0.0.1');
    await once(held, 'connect');
    await expect(answerOf(federation, VERSION)).rejects.toThrow('fetch failed');
    expect(await answerOf(client, CLIENT)).toBe('200');
    held.destroy();
    await expect.poll(() => answerOf(federation, VERSION).catch(() => '')).toBe('200');
  });

  it('takes no more connections when the process ends', async () => {
    const { federation } = await startSeparately('federation');
    expect(await http?.shutdown.run()).toEqual([]);
    await expect(answerOf(federation, VERSION)).rejects.toThrow('fetch failed');
  });
});
