import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as ask } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { defineEndpoint } from '@chappe/matrix-api';
import { ManualClock } from '@chappe/runtime';
import Type from 'typebox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EndpointRequest } from './endpoint.js';
import { startHttp, type TestHttp } from './fixtures/start-http.js';
import { bound } from './fixtures/test-endpoints.js';
import { UPLOAD_BYTES_PER_SECOND_MIN, UPLOAD_REST_MS_MAX, UPLOAD_STALL_MS_MAX } from './http.limits.js';

const WINDOW_BYTES = (UPLOAD_BYTES_PER_SECOND_MIN * UPLOAD_STALL_MS_MAX) / 1_000;
const WINDOWS = 5;

const parts = { method: 'POST', auth: { scheme: 'none' }, rateLimit: 'none', spec: '' } as const;
const upload = defineEndpoint({
  ...parts,
  name: 'upload',
  path: '/test/upload',
  bodyBytesMax: WINDOWS * WINDOW_BYTES,
  body: { kind: 'stream' },
  response: Type.Object({ bytes: Type.Integer() }),
});
const whole = defineEndpoint({
  ...parts,
  name: 'whole',
  path: '/test/whole',
  body: { kind: 'bytes' },
  response: Type.Object({ bytes: Type.Integer() }),
});

/** Opened for the handler to read. */
let gate: PromiseWithResolvers<void>;
const failures: unknown[] = [];

class Upload {
  async handle({ body }: EndpointRequest<typeof upload>): Promise<{ bytes: number }> {
    await gate.promise;
    try {
      return { bytes: (await buffer(body)).length };
    } catch (error) {
      failures.push(error);
      throw error;
    }
  }
}
class Whole {
  handle({ body }: EndpointRequest<typeof whole>): Promise<{ bytes: number }> {
    return Promise.resolve({ bytes: body.length });
  }
}

let clock: ManualClock;
let http: TestHttp;
let request: ClientRequest;
let answered: Promise<[IncomingMessage]>;
let sockets: Socket[];

beforeEach(async () => {
  gate = Promise.withResolvers();
  gate.resolve();
  failures.length = 0;
  sockets = [];
  clock = new ManualClock();
  http = await startHttp([bound(upload, Upload), bound(whole, Whole)], { clock });
  http.app.getHttpServer().on('connection', (socket: Socket) => sockets.push(socket));
  await http.app.listen(0, '127.0.0.1');
});
afterEach(async () => {
  request.destroy();
  await http.app.close();
});

/** Begins a body and waits until its first bytes have come in. */
async function begin(path: string, bytes: number): Promise<void> {
  const { port } = http.app.getHttpServer().address() as AddressInfo;
  request = ask({ method: 'POST', path, port, host: '127.0.0.1', headers: { 'content-length': String(bytes) } });
  request.on('error', () => undefined);
  answered = once(request, 'response') as Promise<[IncomingMessage]>;
  answered.catch(() => undefined);
  await send(1);
}

async function send(bytes: number): Promise<void> {
  const before = sockets[0]?.bytesRead ?? 0;
  request.write(Buffer.alloc(bytes));
  await expect.poll(() => (sockets[0]?.bytesRead ?? 0) - before).toBeGreaterThanOrEqual(bytes);
}

/** What Node does when a request has not come in whole after `requestTimeout`. */
function runOutOfTime(): void {
  const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  http.app.getHttpServer().emit('clientError', error, sockets[0]);
}

async function answer(): Promise<string> {
  const [response] = await answered;
  return `${response.statusCode} ${await text(response)}`;
}

describe('a streamed body', () => {
  it('may take longer than a whole request, as long as it moves', async () => {
    const bytes = WINDOWS * WINDOW_BYTES;
    await begin('/test/upload', bytes);
    await send(WINDOW_BYTES - 1);
    for (let window = 1; window < WINDOWS; window++) {
      await clock.advance(UPLOAD_STALL_MS_MAX);
      runOutOfTime();
      await send(WINDOW_BYTES);
    }
    expect(await answer()).toBe(`200 {"bytes":${bytes}}`);
  });

  it.each([
    ['stands still', 0],
    ['moves too slowly', WINDOW_BYTES - 1],
  ])('that %s is refused', async (_what, bytes) => {
    await begin('/test/upload', 3 * WINDOW_BYTES);
    await send(WINDOW_BYTES);
    await clock.advance(UPLOAD_STALL_MS_MAX);
    if (bytes > 0) await send(bytes);
    await clock.advance(UPLOAD_STALL_MS_MAX);
    expect(await answer()).toMatch(/^408 .*"errcode":"M_UNKNOWN"/);
    expect(failures).toEqual([expect.objectContaining({ status: 408 })]);
  });

  it('that waits for its handler is not the one that is slow', async () => {
    gate = Promise.withResolvers();
    await begin('/test/upload', WINDOW_BYTES);
    await clock.advance(3 * UPLOAD_STALL_MS_MAX);
    gate.resolve();
    await send(WINDOW_BYTES - 1);
    expect(await answer()).toBe(`200 {"bytes":${WINDOW_BYTES}}`);
  });

  it('whose handler has failed is not read for ever', async () => {
    gate = Promise.withResolvers();
    await begin('/test/upload', WINDOW_BYTES);
    const closed = once(sockets[0] as Socket, 'close');
    gate.reject(new Error('the store is full'));
    expect(await answer()).toMatch(/^500 /);
    await clock.advance(UPLOAD_REST_MS_MAX);
    await closed;
  });
});

it('the body of any other request must have come in within the time for a request', async () => {
  await begin('/test/whole', 10);
  runOutOfTime();
  expect(await answer()).toMatch(/^408 .*"errcode":"M_UNKNOWN"/);
});
