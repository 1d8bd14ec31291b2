import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Proxy } from './proxy.js';
import type { ReplicaAddress } from './replica.js';

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => unknown;

interface Fake extends ReplicaAddress {
  readonly server: Server;
  isReady: boolean;
  isSilent: boolean;
  /** Method and path of what it got. */
  readonly got: string[];
}

describe('Proxy', () => {
  const ends: (() => Promise<unknown> | void)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function fake(name: string, handler: Handler = answer(name)): Promise<Fake> {
    const server = createServer((incoming, outgoing) => {
      if (incoming.url === '/_chappe/ready' && replica.isSilent) return;
      if (incoming.url === '/_chappe/ready') {
        outgoing.writeHead(replica.isReady ? 200 : 503).end();
        return;
      }
      replica.got.push(`${incoming.method} ${incoming.url}`);
      handler(incoming, outgoing);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const replica: Fake = { name, host: '127.0.0.1', port, server, isReady: true, isSilent: false, got: [] };
    ends.push(() => server.close().closeAllConnections());
    return replica;
  }

  async function start(...replicas: readonly ReplicaAddress[]): Promise<{ proxy: Proxy; url: string }> {
    const rules = {
      default: 'a',
      routes: [{ service: 'sticky', paths: [{ type: 'Prefix', path: '/sticky' }] }],
      sticky: ['sticky'],
    } as const;
    const proxy = await Proxy.start({ port: 0, rules, replicas: { a: replicas, sticky: replicas } });
    ends.push(() => proxy.close());
    return { proxy, url: `http://127.0.0.1:${proxy.port}` };
  }

  const names = async (url: string, count: number, init?: RequestInit): Promise<string[]> => {
    const seen: string[] = [];
    for (let i = 0; i < count; i++) seen.push(await (await fetch(url, init)).text());
    return seen;
  };

  it('passes path, query, headers and body on, and says where the request comes from', async () => {
    const echo = await fake('echo', async (incoming, outgoing) => {
      const { method, url, headers } = incoming;
      let body = '';
      for await (const chunk of incoming) body += String(chunk);
      outgoing.writeHead(201, 'Made', { 'x-answer': 'yes', connection: 'x-hop', 'x-hop': 'no' });
      outgoing.end(JSON.stringify({ method, url, headers, body }));
    });
    const { url } = await start(echo);
    const headers = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9', 'x-mine': 'kept' };
    const answered = await fetch(`${url}/a/%2F?b=%20`, { method: 'PUT', body: 'text', headers });
    expect([answered.status, answered.statusText]).toEqual([201, 'Made']);
    expect([answered.headers.get('x-answer'), answered.headers.get('x-hop')]).toEqual(['yes', null]);
    const got = (await answered.json()) as { headers: Record<string, string> };
    expect(got).toMatchObject({ method: 'PUT', url: '/a/%2F?b=%20', body: 'text' });
    expect(got.headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-mine': 'kept',
    });
    expect(got.headers).toMatchObject({ host: new URL(url).host, 'content-length': '4' });
    expect(got.headers).not.toHaveProperty('forwarded');
  });

  it('passes bodies without a length on, in either direction and above what it keeps', async () => {
    const echo = await fake('echo', (incoming, outgoing) => void incoming.pipe(outgoing));
    const { url } = await start(echo);
    const client = request(`${url}/echo`, { method: 'POST' });
    const answered = once(client, 'response') as Promise<[IncomingMessage]>;
    const chunk = Buffer.alloc(64 * 1024, 7);
    const lengths = answered.then(async ([parts]) => {
      let length = 0;
      for await (const part of parts) length += (part as Buffer).length;
      return length;
    });
    for (let i = 0; i < 64; i++) if (!client.write(chunk)) await once(client, 'drain');
    client.end();
    expect(await lengths).toBe(64 * chunk.length);
  });

  it('hands on a refusal that comes before the whole body is read', async () => {
    const refusing = await fake('refusing', (incoming, outgoing) => {
      outgoing.writeHead(413).end('too large');
      incoming.resume();
    });
    const { url } = await start(refusing);
    for (let i = 0; i < 10; i++) {
      const answered = await fetch(url, { method: 'PUT', body: 'x'.repeat(1_100_000) });
      expect([answered.status, await answered.text()]).toEqual([413, 'too large']);
    }
  });

  it('takes replicas in turn, and the less busy one', async () => {
    const waiting: ServerResponse[] = [];
    const hold: Handler = ({ url }, outgoing) =>
      url === '/hold' ? void waiting.push(outgoing) : answer('one')(undefined, outgoing);
    const { url } = await start(await fake('one', hold), await fake('two'));
    expect((await names(url, 4)).sort()).toEqual(['one', 'one', 'two', 'two']);
    const held = [fetch(`${url}/hold`), fetch(`${url}/hold`)];
    await expect.poll(() => waiting.length).toBe(1);
    expect(await names(url, 4)).toEqual(['two', 'two', 'two', 'two']);
    for (const each of waiting) each.end();
    await Promise.all(held);
  });

  it('keeps a client with a sticky replica while that is ready', async () => {
    const [one, two] = [await fake('one'), await fake('two')];
    const { url, proxy } = await start(one, two);
    const clientOf = (i: number): RequestInit => ({ headers: { authorization: `Bearer ${i}` } });
    const homes: (string | undefined)[] = [];
    for (let i = 0; i < 32; i++) {
      const seen = new Set(await names(`${url}/sticky`, 3, clientOf(i)));
      expect(seen.size).toBe(1);
      homes.push(...seen);
    }
    expect(new Set(homes).size).toBe(2);
    one.isReady = false;
    await expect.poll(() => proxy.ready).toEqual(['two', 'two']);
    for (let i = 0; i < 32; i++) expect(await names(`${url}/sticky`, 1, clientOf(i))).toEqual(['two']);
    one.isReady = true;
    await expect.poll(() => proxy.ready).toContain('one');
    for (const [i, home] of homes.entries()) expect(await names(`${url}/sticky`, 1, clientOf(i))).toEqual([home]);
  });

  it('sends any request on when the connection is refused', async () => {
    const [one, two] = [await fake('one'), await fake('two')];
    const { url, proxy } = await start(one, two);
    one.server.close().closeAllConnections();
    expect(await names(url, 4, { method: 'POST', body: 'x' })).toEqual(['two', 'two', 'two', 'two']);
    expect(proxy.retries.connect).toBeLessThanOrEqual(1);
    expect(two.got).toHaveLength(4);
  });

  it.each(['GET', 'PUT', 'DELETE'])('sends a %s on whose connection breaks before the answer', async (method) => {
    const broken = await fake('broken', ({ socket }) => void socket.destroy());
    const { url, proxy } = await start(broken, await fake('two', echoBody));
    const body = method === 'PUT' ? { body: 'the body' } : {};
    const seen = await names(url, 2, { method, ...body });
    expect(seen).toEqual([body.body ?? '', body.body ?? '']);
    expect(proxy.retries.reset).toBe(1);
  });

  it('does not send a POST again whose fate is unknown', async () => {
    const broken = await fake('broken', ({ socket }) => void socket.destroy());
    const two = await fake('two');
    const { url, proxy } = await start(broken, two);
    const statuses: number[] = [];
    for (let i = 0; i < 2; i++) statuses.push((await fetch(url, { method: 'POST', body: 'x' })).status);
    expect(statuses.sort((a, b) => a - b)).toEqual([200, 502]);
    expect([broken.got.length, two.got.length]).toEqual([1, 1]);
    expect(proxy.lost.reset).toBe(1);
  });

  it('breaks the answer when the replica breaks it', async () => {
    const half = await fake('half', ({ socket }, outgoing) => {
      outgoing.writeHead(200, { 'content-length': '100' });
      outgoing.write('half', () => socket.destroy());
    });
    const { url, proxy } = await start(half, await fake('two', (_incoming, outgoing) => void outgoing.end('x')));
    const texts = await Promise.allSettled([1, 2].map(async () => (await fetch(url)).text()));
    expect(texts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(proxy.retries).toEqual({ connect: 0, reset: 0, timeout: 0 });
  });

  it('lets go of a long poll whose client has gone', async () => {
    let isGone = false;
    const poll = await fake('poll', (_incoming, outgoing) => {
      outgoing.on('close', () => {
        isGone = true;
      });
    });
    const { url } = await start(poll);
    const controller = new AbortController();
    const asked = fetch(url, { signal: controller.signal });
    await expect.poll(() => poll.got.length).toBe(1);
    controller.abort();
    await expect(asked).rejects.toThrow('aborted');
    await expect.poll(() => isGone).toBe(true);
  });

  it('answers 503 as a Matrix error when no replica is left, and serves again when one comes', async () => {
    const one = await fake('one');
    const { url } = await start(one);
    one.isReady = false;
    await expect.poll(async () => (await fetch(url, { method: 'POST', body: 'x' })).status).toBe(503);
    const answered = await fetch(url);
    expect(await answered.json()).toMatchObject({ errcode: 'M_UNKNOWN' });
    expect(answered.headers.get('retry-after')).toBe('1');
    expect(answered.headers.get('access-control-allow-origin')).toBe('*');
    one.isReady = true;
    await expect.poll(async () => (await fetch(url)).status).toBe(200);
  });

  it('does not offer a silent process requests', async () => {
    const silent = createTcpServer(() => undefined);
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    ends.push(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const { url, proxy } = await start({ name: 'silent', host: '127.0.0.1', port }, await fake('two'));
    expect(proxy.ready).toEqual(['two', 'two']);
    expect(await names(url, 3)).toEqual(['two', 'two', 'two']);
  });

  it('asks a process that answers no checks when there is no other', async () => {
    const busy = await fake('busy');
    const { url, proxy } = await start(busy);
    busy.isSilent = true;
    await expect.poll(() => proxy.ready, { timeout: 10_000 }).toEqual([]);
    expect(await names(url, 2)).toEqual(['busy', 'busy']);
  });

  it('has no way to the operations of the processes', async () => {
    const one = await fake('one');
    const { url } = await start(one);
    for (const path of ['/_chappe/metrics', '/%5fchappe/metrics', '//_chappe/health']) {
      const answered = await fetch(url + path);
      expect([answered.status, await answered.json()]).toMatchObject([404, { errcode: 'M_UNRECOGNIZED' }]);
    }
    expect(one.got).toEqual([]);
  });
});

function answer(name: string): (incoming: unknown, outgoing: ServerResponse) => void {
  return (_incoming, outgoing) => void outgoing.end(name);
}

function echoBody(incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.pipe(outgoing);
}
