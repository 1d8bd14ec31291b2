import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { defineEndpoint } from '@chappe/matrix-api';
import { seededRandomness, systemClock } from '@chappe/runtime';
import Type from 'typebox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MultipartAnswer } from './answer/multipart-answer.js';
import { RawAnswer, StreamAnswer, StreamedJson } from './answer/raw-answers.js';
import type { EndpointRequest } from './endpoint.js';
import { startHttp, type TestHttp } from './fixtures/start-http.js';
import { bound } from './fixtures/test-endpoints.js';

const KIB = 1_024;
const LIMIT = 100 * KIB;

const parts = { method: 'POST', auth: { scheme: 'none' }, rateLimit: 'none', spec: '', bodyBytesMax: LIMIT } as const;
const upload = defineEndpoint({
  ...parts,
  name: 'upload',
  path: '/test/upload',
  query: Type.Object({ read: Type.Optional(Type.String()) }),
  body: { kind: 'stream' },
  response: Type.Unknown(),
});
const whole = defineEndpoint({
  ...parts,
  name: 'whole',
  path: '/test/whole',
  body: { kind: 'bytes' },
  response: { kind: 'bytes' },
});
const download = defineEndpoint({
  ...parts,
  name: 'download',
  method: 'GET',
  path: '/test/download',
  query: Type.Object({ what: Type.String() }),
  response: { kind: 'stream' },
});
const json = defineEndpoint({
  ...parts,
  name: 'json',
  method: 'GET',
  path: '/test/json',
  query: Type.Object({ fails: Type.Optional(Type.String()) }),
  response: Type.Unknown(),
});
const multipart = defineEndpoint({
  ...parts,
  name: 'multipart',
  method: 'GET',
  path: '/test/multipart',
  response: { kind: 'multipart' },
});

/** What the handlers met. */
const seen = { failures: [] as unknown[], produced: 0, sources: [] as Readable[] };

class Upload {
  async handle(request: EndpointRequest<typeof upload>): Promise<unknown> {
    const { body, query } = request;
    if (query.read === 'nothing') throw new Error('a handler that does not read');
    if (query.read === 'later') await systemClock.sleep(100);
    try {
      return { bytes: (await buffer(body)).length, type: request.header('content-type') };
    } catch (error) {
      seen.failures.push(error);
      throw error;
    }
  }
}

/** Endless, 16 KiB at a time. */
function endless(): Readable {
  return new Readable({
    read(): void {
      seen.produced += 16 * KIB;
      this.push(Buffer.alloc(16 * KIB));
    },
  });
}

function sourceOf(what: string): Readable {
  if (what === 'endless') return endless();
  if (what === 'stalled') return new Readable({ read: () => undefined });
  if (what === 'broken') {
    return Readable.from(
      (async function* () {
        yield 'first';
        await systemClock.sleep(20);
        throw new Error('the store failed');
      })(),
    );
  }
  return Readable.from(['first,', 'second']);
}

class Download {
  handle({ query: { what } }: EndpointRequest<typeof download>): Promise<StreamAnswer> {
    const source = sourceOf(what);
    seen.sources.push(source);
    const length = { short: '20', long: '6', exact: '12' }[what];
    const headers = { 'content-type': 'image/png', ...(length !== undefined && { 'content-length': length }) };
    return Promise.resolve(new StreamAnswer(what === 'range' ? 206 : 200, headers, source));
  }
}

class Json {
  handle({ query: { fails } }: EndpointRequest<typeof json>): Promise<StreamedJson> {
    const chunks = async function* (): AsyncGenerator<string> {
      yield '[1,';
      await systemClock.sleep(20);
      if (fails !== undefined) throw new Error('a page could not be read');
      yield '2]';
    };
    return Promise.resolve(new StreamedJson(chunks()));
  }
}

class Whole {
  handle({ body }: EndpointRequest<typeof whole>): Promise<RawAnswer> {
    return Promise.resolve(new RawAnswer(200, { 'content-type': 'application/octet-stream' }, body));
  }
}

class Multipart {
  handle(): Promise<MultipartAnswer> {
    const media = Readable.from([Buffer.from([1, 2]), Buffer.from([3])]);
    return Promise.resolve(
      new MultipartAnswer(
        [
          { headers: { 'content-type': 'application/json' }, body: '{}' },
          { headers: { 'content-type': 'image/png' }, body: media },
        ],
        seededRandomness('boundary'),
      ),
    );
  }
}

let http: TestHttp;
let port: number;
let agent: Agent;
const isReported = (status: number) => () => http.logLines.some((line) => line.includes(`"status":${status}`));

beforeEach(async () => {
  Object.assign(seen, { failures: [], produced: 0, sources: [] });
  http = await startHttp([
    bound(upload, Upload),
    bound(whole, Whole),
    bound(download, Download),
    bound(multipart, Multipart),
    bound(json, Json),
  ]);
  await http.app.listen(0, '127.0.0.1');
  port = (http.app.getHttpServer().address() as AddressInfo).port;
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(async () => {
  agent.destroy();
  await http.app.close();
});

function open(method: string, path: string, headers: Record<string, string> = {}): ClientRequest {
  return ask({ method, path, port, host: '127.0.0.1', agent, headers });
}

async function post(path: string, body: Buffer, isChunked: boolean): Promise<string> {
  const request = open('POST', path, isChunked ? {} : { 'content-length': String(body.length) });
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  if (isChunked) request.write(body.subarray(0, 10));
  request.end(isChunked ? body.subarray(10) : body);
  const [response] = await answered;
  return `${response.statusCode} ${await text(response)}`;
}

async function get(path: string): Promise<IncomingMessage> {
  const request = open('GET', path).end();
  return ((await once(request, 'response')) as [IncomingMessage])[0];
}

describe('a body', () => {
  it.each([
    ['upload', false],
    ['upload', true],
    ['whole', false],
    ['whole', true],
  ])(
    'of kind %s may have as many bytes as its endpoint allows and not one more (chunked: %s)',
    async (kind, chunked) => {
      const taken = await post(`/test/${kind}`, Buffer.alloc(LIMIT, 'a'), chunked);
      expect(taken).toBe(kind === 'upload' ? `200 {"bytes":${LIMIT},"type":""}` : `200 ${'a'.repeat(LIMIT)}`);
      expect(await post(`/test/${kind}`, Buffer.alloc(LIMIT + 1, 'a'), chunked)).toMatch(/^413 .*M_TOO_LARGE/);
    },
  );

  it('that is empty is an empty stream', async () => {
    expect(await post('/test/upload', Buffer.alloc(0), false)).toBe('200 {"bytes":0,"type":""}');
  });

  it('comes with its content type, whatever that is', async () => {
    const request = open('POST', '/test/upload', { 'content-type': 'image/;;nonsense' });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    request.end('x');
    const [response] = await answered;
    expect(await text(response)).toBe('{"bytes":1,"type":"image/;;nonsense"}');
  });

  it('waits in the network while the handler does not read', async () => {
    expect(await post('/test/upload?read=later', Buffer.alloc(LIMIT), true)).toContain(`"bytes":${LIMIT}`);
  });

  it('fails for the handler when the client goes away', async () => {
    const request = open('POST', '/test/upload', { 'content-length': '1000' });
    request.on('error', () => undefined);
    request.write('half');
    await systemClock.sleep(50);
    request.destroy();
    await expect.poll(isReported(499)).toBe(true);
    expect(seen.failures).toEqual([expect.objectContaining({ name: 'ClientGoneError' })]);
  });

  it('that a failing handler let lie costs the connection, not the answer', async () => {
    const request = open('POST', '/test/upload?read=nothing', { 'content-length': String(LIMIT) });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    request.write(Buffer.alloc(KIB));
    const [response] = await answered;
    expect([response.statusCode, response.headers.connection]).toEqual([500, 'close']);
    request.end(Buffer.alloc(LIMIT - KIB));
    expect(await text(response)).toContain('M_UNKNOWN');
    expect(await post('/test/upload', Buffer.alloc(1), false)).toMatch(/^200 /);
  });
});

describe('a streamed answer', () => {
  it('has the status and headers of the handler, and those that every answer has', async () => {
    const response = await get('/test/download?what=range');
    expect([response.statusCode, response.headers['content-type']]).toEqual([206, 'image/png']);
    expect(response.headers['access-control-allow-origin']).toBe('*');
    expect(await text(response)).toBe('first,second');
  });

  it.each(['endless', 'stalled', 'exact'])('has only its head where that is asked for: %s', async (what) => {
    const request = open('HEAD', `/test/download?what=${what}`).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'image/png']);
    expect(await text(response)).toBe('');
    expect(seen.sources[0]?.destroyed).toBe(true);
    expect(seen.produced).toBe(0);
  });

  it('keeps its connection when it was as long as it said', async () => {
    const first = await get('/test/download?what=exact');
    const { localPort } = first.socket;
    expect([first.headers['content-length'], await text(first)]).toEqual(['12', 'first,second']);
    const second = await get('/test/download?what=exact');
    expect([second.socket.localPort, await text(second)]).toEqual([localPort, 'first,second']);
  });

  it.each(['broken', 'short', 'long'])('that is %s is cut, so that it does not look whole', async (what) => {
    await expect(get(`/test/download?what=${what}`).then((response) => text(response))).rejects.toThrow(
      /aborted|hang up/,
    );
    await expect.poll(isReported(500)).toBe(true);
  });

  it('of JSON has the headers of JSON, and never looks whole when it is not', async () => {
    const response = await get('/test/json');
    expect(response.headers).toMatchObject({
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
    });
    expect(await text(response)).toBe('[1,2]');
    await expect(get('/test/json?fails=yes').then((broken) => text(broken))).rejects.toThrow(/aborted|hang up/);
  });

  it('is made no faster than the client reads', async () => {
    const response = await get('/test/download?what=endless');
    response.pause();
    await systemClock.sleep(200);
    const before = seen.produced;
    await systemClock.sleep(200);
    expect(seen.produced).toBe(before);
    // What the sockets of both sides hold, and no more.
    expect(seen.produced).toBeLessThan(16 * KIB * KIB);
    response.destroy();
    await expect.poll(() => seen.sources[0]?.destroyed).toBe(true);
  });

  it('destroys its source when the client goes away, even one that stands still', async () => {
    const request = open('GET', '/test/download?what=stalled').end();
    request.on('error', () => undefined);
    await expect.poll(() => seen.sources).toHaveLength(1);
    request.destroy();
    await expect.poll(() => seen.sources[0]?.destroyed).toBe(true);
    await expect.poll(isReported(499)).toBe(true);
  });

  it('ends with the process, after the time that requests have to finish', async () => {
    const response = await get('/test/download?what=endless');
    response.on('error', () => undefined);
    expect(await http.shutdown.run()).toEqual([]);
    expect(seen.sources[0]?.destroyed).toBe(true);
  });
});

describe('a multipart answer', () => {
  it('sends its parts one after the other', async () => {
    const response = await get('/test/multipart');
    const boundary = /^multipart\/mixed; boundary=(\w{40})$/.exec(response.headers['content-type'] ?? '')?.[1];
    const expected = [
      `--${boundary}\r\ncontent-type: application/json\r\n\r\n{}\r\n`,
      `--${boundary}\r\ncontent-type: image/png\r\n\r\n\u0001\u0002\u0003\r\n`,
      `--${boundary}--\r\n`,
    ];
    expect(await text(response)).toBe(expected.join(''));
  });

  it('refuses headers that would break out of a part, and lets go of all parts', async () => {
    const randomness = seededRandomness('boundary');
    const part = { headers: { 'content-type': 'a\r\nb: c' }, body: '' };
    expect(() => new MultipartAnswer([part], randomness)).toThrow('Invalid character in header content');
    const sources = [endless(), endless()] as const;
    const answer = new MultipartAnswer(
      [
        { headers: {}, body: sources[0] },
        { headers: {}, body: sources[1] },
      ],
      randomness,
    );
    answer.body.destroy();
    await once(answer.body, 'close');
    expect(sources.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });
});
