import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@chappe/runtime';
import { READINESS, type Readiness } from '@chappe/telemetry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHttp, type TestHttp } from './fixtures/start-http.js';
import { Draining } from './request/draining.js';
import { TEST_ENDPOINTS } from './fixtures/test-endpoints.js';

let http: TestHttp;
let port: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  http = await startHttp(TEST_ENDPOINTS);
  await http.app.listen(0, '127.0.0.1');
  port = (http.app.getHttpServer().address() as AddressInfo).port;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await http.app.close();
});

/** Sends bytes as they are and collects what comes until the server closes or `until` is seen. */
function converse(request: string, until?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    sockets.push(socket);
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString();
      if (until !== undefined && received.includes(until)) resolve(received);
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

const waiting = () => http.logLines.some((line) => line.includes('"status":499'));

describe('connections', () => {
  it('answers long polls at once when the server stops, with a retryable error', async () => {
    const answer = converse('GET /test/open?what=wait HTTP/1.1\r\nhost: x\r\n\r\n');
    await systemClock.sleep(50);
    const failures = await http.shutdown.run();
    expect(failures).toEqual([]);
    expect(await answer).toMatch(/^HTTP\/1.1 503 [^]*retry-after: 1[^]*connection: close[^]*"errcode":"M_UNKNOWN"/);
    await expect(converse('GET /test/open HTTP/1.1\r\nhost: x\r\n\r\n')).rejects.toThrow('ECONNREFUSED');
  });

  it('turns unready first and serves on, without keeping connections, until the drain delay is over', async () => {
    await http.app.close();
    http = await startHttp(TEST_ENDPOINTS, { flags: { 'http.drainDelayMs': '300' } });
    await http.app.listen(0, '127.0.0.1');
    port = (http.app.getHttpServer().address() as AddressInfo).port;
    const delay = http.app.get(Draining).begin();
    expect(await converse('GET /_chappe/ready HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 503 [^]*the process is ending/,
    );
    expect(await converse('GET /test/open HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(
      /^HTTP\/1.1 200 [^]*connection: close/,
    );
    await delay;
  });

  it('ends idle connections when the server stops', async () => {
    const answer = converse('GET /test/open HTTP/1.1\r\nhost: x\r\n\r\n');
    await systemClock.sleep(50);
    await http.shutdown.run();
    expect(await answer).toMatch(/^HTTP\/1.1 200 /);
  });

  it('aborts the handler when the client goes away', async () => {
    const answer = converse('GET /test/open?what=wait HTTP/1.1\r\nhost: x\r\n\r\n');
    await systemClock.sleep(50);
    sockets.at(-1)?.destroy();
    await answer;
    await expect.poll(waiting).toBe(true);
  });

  it('answers what is no HTTP with 400', async () => {
    expect(await converse('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 Bad Request\r\n[^]*"errcode":"M_UNKNOWN"/);
  });

  it.each([
    ['no Host', 'GET /test/open HTTP/1.1', '400 M_UNKNOWN'],
    ['two Hosts', 'GET /test/open HTTP/1.1\r\nhost: x\r\nHost: y', '400 M_UNKNOWN'],
    ['a name of a header that is none', 'GET /test/open HTTP/1.1\r\nhost: x\r\na b: c', '400 M_UNKNOWN'],
    ['two lengths', 'POST /test/admin HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2', '400 M_UNKNOWN'],
    ['an unknown version', 'GET /test/open HTTP/3.0\r\nhost: x', '400 M_UNKNOWN'],
    ['the beginning of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM', '400 M_UNKNOWN'],
    ['an unknown method', 'FETCH /test/open HTTP/1.1\r\nhost: x', '400 M_UNKNOWN'],
    ['a path that is too long', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nhost: x`, '431 M_UNKNOWN'],
    ['no absolute path', 'GET * HTTP/1.1\r\nhost: x', '404 M_UNRECOGNIZED'],
    ['CONNECT', 'CONNECT y:443 HTTP/1.1\r\nhost: x', '405 M_UNRECOGNIZED'],
    ['TRACE', 'TRACE /test/open HTTP/1.1\r\nhost: x', '404 M_UNRECOGNIZED'],
    ['PROPFIND', 'PROPFIND /test/open HTTP/1.1\r\nhost: x', '404 M_UNRECOGNIZED'],
  ])('answers %s with a Matrix error', async (_what, head, expected) => {
    const answer = await converse(`${head}\r\nconnection: close\r\n\r\n`);
    const [, status, body = ''] = /^HTTP\/1.1 (\d+) [^]*\r\n\r\n([^]*)$/.exec(answer) ?? [];
    expect(`${status} ${(JSON.parse(body) as { errcode: string }).errcode}`).toBe(expected);
    expect(answer).toContain('access-control-allow-origin: *');
  });

  it.each(['/test/open', '/test/open?what=page', '/test/open?what=refusal', '/_chappe/health', '/nothing'])(
    'answers HEAD as GET, without the body: %s',
    async (url) => {
      const [head, get] = await Promise.all(
        ['HEAD', 'GET'].map((method) => converse(`${method} ${url} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)),
      );
      const withoutDate = (answer = ''): string => answer.replace(/\r\ndate: [^\r]+/i, '');
      expect(withoutDate(head)).toBe(withoutDate(get).replace(/(?<=\r\n\r\n)[^]*/, ''));
      expect(head).toMatch(/content-length: [1-9]/);
    },
  );

  it.each([
    ['an expectation that is unknown', 'GET /test/open HTTP/1.1\r\nhost: x\r\nexpect: wonders\r\nconnection: close'],
    ['HTTP/1.0 without Host', 'GET /test/open HTTP/1.0'],
    [
      'an offer of another protocol',
      'GET /test/open HTTP/1.1\r\nhost: x\r\nupgrade: h2c\r\nconnection: upgrade, close',
    ],
  ])('serves %s', async (_what, head) => {
    expect(await converse(`${head}\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('answers headers that are too long with 431', async () => {
    const request = `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`;
    expect(await converse(request)).toMatch(/^HTTP\/1.1 431 /);
  });

  it('does not wait for a body that is announced too large', async () => {
    const head =
      'PUT /_matrix/client/v3/rooms/!r:x/send/m.room.message/1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer alice\r\n';
    expect(await converse(`${head}content-length: 99999999\r\n\r\n{`)).toMatch(/^HTTP\/1.1 413 [^]*M_TOO_LARGE/);
  });

  it('reads on for a while after such a refusal, so that the answer is not lost with the connection', async () => {
    const head =
      'PUT /_matrix/client/v3/rooms/!r:x/send/m.room.message/1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer alice\r\n';
    const answer = converse(`${head}content-length: 2000000\r\n\r\n`);
    const socket = sockets.at(-1) as Socket;
    await once(socket, 'data');
    for (let sent = 0; sent < 2_000_000; sent += 100_000) {
      expect(socket.readyState).toBe('open');
      socket.write('x'.repeat(100_000));
      await systemClock.sleep(5);
    }
    expect(await answer).toMatch(/^HTTP\/1.1 413 [^]*connection: close[^]*M_TOO_LARGE/);
  });

  it('stops reading a chunked body that is too large', async () => {
    const head =
      'POST /test/admin HTTP/1.1\r\nhost: x\r\nauthorization: Bearer admin\r\ntransfer-encoding: chunked\r\n\r\n';
    const answer = await converse(`${head}c8\r\n${'x'.repeat(200)}\r\n`, 'M_TOO_LARGE');
    expect(answer).toMatch(/^HTTP\/1.1 413 [^]*connection: close/);
  });

  it('serves several requests on one connection, refused ones with unread bodies among them', async () => {
    const post = 'POST /_matrix/client/v3/createRoom HTTP/1.1\r\nhost: x\r\ncontent-length: 7\r\n\r\n{"a":1}';
    const get = 'GET /test/open HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
    const answers = await converse(post + get);
    expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200']);
  });
});

describe('many connections', () => {
  it('are refused beyond the limit, which is counted', async () => {
    await http.app.close();
    http = await startHttp(TEST_ENDPOINTS, { flags: { 'http.connectionsMax': '1' } });
    await http.app.listen(0, '127.0.0.1');
    port = (http.app.getHttpServer().address() as AddressInfo).port;
    const kept = converse('GET /test/open?what=wait HTTP/1.1\r\nhost: x\r\n\r\n');
    await systemClock.sleep(50);
    const refused = await converse('GET /test/open HTTP/1.1\r\nhost: x\r\n\r\n').catch((error: Error) => error.message);
    expect(refused).toMatch(/^$|ECONNRESET|EPIPE/);
    expect(await http.metrics.metrics()).toContain('http_connections_refused_total 1');
    sockets.at(-2)?.destroy();
    await kept;
    await expect
      .poll(() => converse('GET /test/open HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n').catch(() => ''))
      .toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('operation routes', () => {
  it('tell health, readiness and metrics', async () => {
    expect(await converse('GET /_chappe/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toContain('"ok"');
    expect(await converse('GET /_chappe/ready HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toContain(
      '"ready":true',
    );
    await converse('GET /test/open HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    const metrics = await converse('GET /_chappe/metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(metrics).toContain('http_requests_total{endpoint="open",status="200"} 1');
  });

  it('tell those outside that something is wrong, but not what', async () => {
    http.app.get<Readiness>(READINESS).add('postgres', () => Promise.reject(new Error('connect 10.0.0.5:5432')));
    const get = 'GET /_chappe/ready HTTP/1.1\r\nhost: x\r\nconnection: close\r\n';
    expect(await converse(`${get}\r\n`)).toContain('connect 10.0.0.5:5432');
    const outside = await converse(`${get}x-forwarded-for: 203.0.113.1\r\n\r\n`);
    expect(outside).toMatch(/^HTTP\/1.1 503 [^]*\{"ready":false\}$/);
  });

  it('keep metrics from those who come through a proxy', async () => {
    const request =
      'GET /_chappe/metrics HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 203.0.113.1\r\nconnection: close\r\n\r\n';
    expect(await converse(request)).toMatch(/^HTTP\/1.1 404 /);
  });
});
