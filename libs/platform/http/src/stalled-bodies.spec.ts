import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as ask } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { defineEndpoint } from '@chappe/matrix-api';
import Type from 'typebox';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EndpointRequest } from './endpoint.js';
import { startHttp, type TestHttp } from './fixtures/start-http.js';
import { bound } from './fixtures/test-endpoints.js';
import { BODIES_BYTES_MAX } from './http.limits.js';

const PART = BODIES_BYTES_MAX / 4;

const whole = defineEndpoint({
  name: 'whole',
  method: 'POST',
  path: '/test/whole',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'none',
  spec: '',
  bodyBytesMax: PART,
  body: { kind: 'bytes' },
  response: Type.Object({ bytes: Type.Integer() }),
});

class Whole {
  handle({ body }: EndpointRequest<typeof whole>): Promise<{ bytes: number }> {
    return Promise.resolve({ bytes: body.length });
  }
}

let http: TestHttp;
let requests: ClientRequest[];
let sockets: Socket[];

beforeEach(async () => {
  requests = [];
  sockets = [];
  http = await startHttp([bound(whole, Whole)]);
  http.app.getHttpServer().on('connection', (socket: Socket) => sockets.push(socket));
  await http.app.listen(0, '127.0.0.1');
});
afterEach(async () => {
  for (const request of requests) request.destroy();
  await http.app.close();
});

function begin(token: string): { readonly request: ClientRequest; readonly answer: Promise<string> } {
  const { port } = http.app.getHttpServer().address() as AddressInfo;
  const headers = { authorization: `Bearer ${token}`, 'content-length': String(PART) };
  const request = ask({ method: 'POST', path: '/test/whole', port, host: '127.0.0.1', headers });
  requests.push(request.on('error', () => undefined));
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  const answer = answered.then(async ([response]) => `${response.statusCode} ${await text(response)}`);
  answer.catch(() => undefined);
  return { request, answer };
}

it('bodies that stand still cost who sends them, when there is no room for those of others', async () => {
  const stalled = [1, 2, 3, 4].map(() => begin('guest'));
  for (const { request } of stalled) request.write(Buffer.alloc(PART - 1));
  const received = (): number => sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  await expect.poll(received, { timeout: 10_000 }).toBeGreaterThan(stalled.length * (PART - 1));
  const honest = [begin('alice'), begin('admin')];
  for (const { request } of honest) request.end(Buffer.alloc(PART));
  for (const { answer } of honest) expect(await answer).toBe(`200 {"bytes":${PART}}`);
  const cut = await Promise.race(stalled.map(({ answer }) => answer));
  expect(cut).toMatch(/^503 .*"errcode":"M_UNKNOWN"/);
});
