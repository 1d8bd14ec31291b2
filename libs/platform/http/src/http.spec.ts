import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttp, type TestHttp } from './fixtures/start-http.js';
import { TEST_ENDPOINTS } from './fixtures/test-endpoints.js';

const ROOM = '/_matrix/client/v3/rooms/!room:example.org';
const SEND = `${ROOM}/send/m.room.message/txn`;

let http: TestHttp;

beforeAll(async () => {
  http = await startHttp(TEST_ENDPOINTS);
});
afterAll(() => http.app.close());

interface Asked {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS' | 'HEAD' | 'PATCH';
  readonly url: string;
  readonly token?: string;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}

async function ask({ method = 'GET', url, token = 'alice', body, headers = {} }: Asked) {
  const authorization = token === '' ? {} : { authorization: `Bearer ${token}` };
  const response = await http.app.inject({
    method,
    url,
    headers: { ...authorization, ...headers },
    ...(body !== undefined && { payload: body }),
  });
  const answer = response.body === '' ? {} : (JSON.parse(response.body) as Record<string, unknown>);
  return { status: response.statusCode, headers: response.headers, answer };
}

async function refusal(asked: Asked): Promise<string> {
  const { status, answer, headers } = await ask(asked);
  expect(headers['access-control-allow-origin']).toBe('*');
  expect(headers['content-type']).toBe('application/json');
  expect(typeof answer['error']).toBe('string');
  return `${status} ${String(answer['errcode'])}`;
}

describe('bodies', () => {
  it.each([
    ['broken JSON', '{"a":', '400 M_NOT_JSON'],
    ['text that is no JSON', 'hello', '400 M_NOT_JSON'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), '400 M_NOT_JSON'],
    ['an array instead of an object', '[]', '400 M_BAD_JSON'],
    ['null instead of an object', 'null', '400 M_BAD_JSON'],
    ['a string instead of an object', '"x"', '400 M_BAD_JSON'],
    ['deep nesting', `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, '400 M_BAD_JSON'],
    ['floats in canonical JSON', '{"a":1.5}', '400 M_BAD_JSON'],
    ['exponents in canonical JSON', '{"a":1e3}', '400 M_BAD_JSON'],
    ['a key that stands twice in canonical JSON', '{"a":1,"\\u0061":2}', '400 M_BAD_JSON'],
    ['integers beyond 2^53-1', '{"a":9007199254740992}', '400 M_BAD_JSON'],
    ['lone surrogates', '{"a":"\\ud83d"}', '400 M_BAD_JSON'],
    ['lone surrogates in keys', '{"\\udc00":1}', '400 M_BAD_JSON'],
  ])('refuses %s', async (_what, body, expected) => {
    expect(await refusal({ method: 'PUT', url: SEND, body })).toBe(expected);
  });

  it('refuses a body that is too large, announced or not', async () => {
    const body = `{"a":"${'x'.repeat(200)}"}`;
    expect(await refusal({ method: 'POST', url: '/test/admin', token: 'admin', body })).toBe('413 M_TOO_LARGE');
    const headers = { 'content-length': '9999999999' };
    expect(await refusal({ method: 'PUT', url: SEND, body: '{}', headers })).toBe('413 M_TOO_LARGE');
  });

  it('takes nothing for what it is not: an event without content, or an object without its members', async () => {
    for (const url of [SEND, `${ROOM}/state/m.room.name`]) {
      expect(await refusal({ method: 'PUT', url, body: '' })).toBe('400 M_NOT_JSON');
      expect((await ask({ method: 'PUT', url, body: '{}' })).status).toBe(200);
    }
    expect((await ask({ method: 'POST', url: '/_matrix/client/v3/createRoom', body: '' })).answer['body']).toEqual({});
    expect(await refusal({ method: 'POST', url: '/_matrix/client/v3/keys/query', body: '' })).toBe('400 M_BAD_JSON');
  });

  it.each(['application/json', 'application/json; charset=latin-1', 'text/plain', 'nonsense', ';;;', ''])(
    'takes JSON with the content type "%s"',
    async (type) => {
      const headers = { 'content-type': type };
      const { status, answer } = await ask({ method: 'PUT', url: SEND, body: '{"body":"hi"}', headers });
      expect([status, answer['body']]).toEqual([200, { body: 'hi' }]);
    },
  );

  it('takes an empty body as {}', async () => {
    expect(await ask({ method: 'POST', url: '/_matrix/client/v3/createRoom' })).toMatchObject({
      status: 200,
      answer: { body: {} },
    });
  });

  it('keeps a __proto__ key as an ordinary member', async () => {
    const { status } = await ask({ method: 'PUT', url: SEND, body: '{"__proto__":{"polluted":true},"constructor":1}' });
    expect(status).toBe(200);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('takes fractions where the body is no event', async () => {
    const url = '/_matrix/client/v3/user/@alice:example.org/rooms/!room:example.org/tags/m.favourite';
    expect((await ask({ method: 'PUT', url, body: '{"order":0.25}' })).status).toBe(200);
  });

  it('takes NUL in event content and refuses it in other bodies', async () => {
    expect((await ask({ method: 'PUT', url: SEND, body: '{"body":"\\u0000"}' })).status).toBe(200);
    const url = '/_matrix/client/v3/createRoom';
    expect(await refusal({ method: 'POST', url, body: '{"name":"\\u0000"}' })).toBe('400 M_BAD_JSON');
    expect(await refusal({ method: 'POST', url, body: '{"creation_content":{"\\u0000":1}}' })).toBe('400 M_BAD_JSON');
    expect((await ask({ method: 'POST', url, body: '{"name":"\\\\u0000"}' })).status).toBe(200);
  });

  it.each([
    ['{"invite":"@bob:example.org"}', "400 M_BAD_JSON 'invite' must be array"],
    ['{"invite":[7]}', "400 M_BAD_JSON 'invite.0' must be string"],
    ['{"invite":["bob"]}', "400 M_INVALID_PARAM 'invite.0' is not a user id"],
    ['{"room_version":12}', "400 M_BAD_JSON 'room_version' must be string"],
    ['{"preset":"x"}', "400 M_BAD_JSON 'preset' must be one of private_chat, public_chat, trusted_private_chat"],
    ['{"initial_state":[{"type":"m.room.name"}]}', "400 M_BAD_JSON 'initial_state.0.content' is missing"],
    [
      '{"initial_state":[{"type":"m.room.name","content":[]}]}',
      "400 M_BAD_JSON 'initial_state.0.content' must be object",
    ],
  ])('names the member that does not fit: %s', async (body, expected) => {
    const { status, answer } = await ask({ method: 'POST', url: '/_matrix/client/v3/createRoom', body });
    expect(`${status} ${String(answer['errcode'])} ${String(answer['error'])}`).toBe(expected);
  });

  it('checks the values of maps under every key', async () => {
    const url = '/_matrix/client/v3/keys/query';
    for (const key of ['@a:b.org', '@a\\n:b.org', '__proto__']) {
      expect(await refusal({ method: 'POST', url, body: `{"device_keys":{"${key}":{}}}` })).toMatch(/^400 M_/);
    }
    expect(await refusal({ method: 'POST', url, body: '{"device_keys":{"bob":[]}}' })).toBe('400 M_INVALID_PARAM');
  });
});

describe('paths and queries', () => {
  it.each([
    ['an invalid room ID', '/_matrix/client/v3/rooms/room/messages?dir=b', '400 M_INVALID_PARAM'],
    ['an invalid event ID', `${ROOM}/event/nothing`, '400 M_INVALID_PARAM'],
    ['NUL in the path', `${ROOM}%00/messages?dir=b`, '400 M_INVALID_PARAM'],
    ['NUL in a free parameter', `${ROOM}/send/m.%00/txn`, '400 M_INVALID_PARAM'],
    ['NUL in the query', `${ROOM}/messages?dir=b&from=%00`, '400 M_INVALID_PARAM'],
    ['an encoded lone surrogate', `${ROOM}%ED%A0%80/messages?dir=b`, '400 M_INVALID_PARAM'],
    ['broken percent-encoding', `${ROOM}%zz/messages?dir=b`, '400 M_INVALID_PARAM'],
    ['a missing query parameter', `${ROOM}/messages`, '400 M_MISSING_PARAM'],
    ['a value that is none of the allowed', `${ROOM}/messages?dir=x`, '400 M_INVALID_PARAM'],
    ['a repeated parameter', `${ROOM}/messages?dir=b&dir=f`, '400 M_INVALID_PARAM'],
    ['a limit that is no number', `${ROOM}/messages?dir=b&limit=ten`, '400 M_INVALID_PARAM'],
    ['an infinite limit', `${ROOM}/messages?dir=b&limit=Infinity`, '400 M_INVALID_PARAM'],
    ['a negative limit', `${ROOM}/messages?dir=b&limit=-1`, '400 M_INVALID_PARAM'],
    ['a parameter that is too long', `${ROOM}/send/${'m'.repeat(5_000)}/txn`, '414 M_TOO_LARGE'],
  ])('refuses %s', async (_what, url, expected) => {
    const method = url.includes('/send/') ? 'PUT' : 'GET';
    expect(await refusal({ method, url, body: method === 'PUT' ? '{}' : undefined })).toBe(expected);
  });

  it('converts query parameters to the declared types', async () => {
    const { answer } = await ask({ url: `${ROOM}/messages?dir=b&limit=10&from=1` });
    expect(answer['query']).toEqual({ dir: 'b', limit: 10, from: '1' });
  });

  it('decodes %2F and other escapes inside a parameter', async () => {
    const { answer } = await ask({ method: 'PUT', url: `${ROOM}/state/m%2Fx/%40a%3Ab%2Fc%20d`, body: '{}' });
    expect(answer['params']).toEqual({ roomId: '!room:example.org', eventType: 'm/x', stateKey: '@a:b/c d' });
  });

  it.each(['state/m.room.name', 'state/m.room.name/'])('takes the empty state key from %s', async (path) => {
    const { answer } = await ask({ method: 'PUT', url: `${ROOM}/${path}`, body: '{}' });
    expect(answer['params']).toEqual({ roomId: '!room:example.org', eventType: 'm.room.name', stateKey: '' });
  });

  it.each(['/_matrix/client/v3/pushrules/', '/_matrix/client/v3/pushrules', '/_matrix/client/r0/pushrules/'])(
    'serves %s',
    async (url) => {
      expect((await ask({ url })).status).toBe(200);
    },
  );

  it('takes room IDs without a domain', async () => {
    const url = `/_matrix/client/v3/rooms/!${'a'.repeat(43)}/messages?dir=b`;
    expect((await ask({ url })).status).toBe(200);
  });
});

describe('unrecognized requests', () => {
  it.each([
    ['GET', '/_matrix/client/v3/nothing', '404 M_UNRECOGNIZED'],
    ['POST', '/_matrix/client/v3/nothing', '404 M_UNRECOGNIZED'],
    ['GET', '/', '404 M_UNRECOGNIZED'],
    ['POST', SEND, '405 M_UNRECOGNIZED'],
    ['DELETE', '/_matrix/client/v3/createRoom', '405 M_UNRECOGNIZED'],
    ['PATCH', '/_matrix/client/v3/createRoom', '405 M_UNRECOGNIZED'],
  ] as const)('answers %s %s with %s', async (method, url, expected) => {
    expect(await refusal({ method, url, body: method === 'GET' ? undefined : '{', token: '' })).toBe(expected);
  });

  it.each([
    '/test/open/',
    '/_matrix/client/v3/account/whoami/',
    '/_matrix/client/v3//account/whoami',
    `${ROOM}/event/`,
    `${ROOM}/messages/`,
    `${ROOM}/state//`,
    `${ROOM}/state/m.room.name/key/`,
    SEND.replace('m.room.message', ''),
    SEND.replace('txn', ''),
  ])('finds nothing at %s', async (url) => {
    const isPut = url.includes('/send/') || url.includes('/state/');
    const asked = isPut ? { method: 'PUT', url, body: '{}' } : { url };
    expect(await refusal(asked as Asked)).toBe('404 M_UNRECOGNIZED');
  });

  it('answers preflight requests without running anything', async () => {
    for (const url of [SEND, '/_matrix/client/v3/nothing']) {
      const { status, headers } = await ask({ method: 'OPTIONS', url, token: '' });
      expect(status).toBe(204);
      expect(headers['access-control-allow-headers']).toBe('X-Requested-With, Content-Type, Authorization');
      expect(headers['access-control-allow-methods']).toBe('GET, POST, PUT, DELETE, OPTIONS');
    }
  });
});

describe('answers', () => {
  it('writes ready JSON as it is', async () => {
    const response = await http.app.inject({ url: '/test/open?what=json' });
    expect([response.body, response.headers['content-type']]).toEqual(['{"raw":1.0}', 'application/json']);
  });

  it('writes answers that are not JSON', async () => {
    const response = await http.app.inject({ url: '/test/open?what=page' });
    expect([response.statusCode, response.headers.location, response.body]).toEqual([302, '/elsewhere', '<p>gone']);
    expect(response.headers['access-control-allow-origin']).toBe('*');
  });

  it('answers {} when the handler returns nothing', async () => {
    expect((await ask({ url: '/test/open' })).answer).toEqual({});
  });

  it('tells nothing about an unexpected error, and logs it', async () => {
    const { status, answer } = await ask({ url: '/test/open?what=bug' });
    expect([status, answer]).toEqual([500, { errcode: 'M_UNKNOWN', error: 'Internal server error' }]);
    expect(http.logLines.filter((line) => line.includes('secret detail'))).toHaveLength(1);
  });

  it('says when to come back', async () => {
    const { status, headers, answer } = await ask({ url: '/test/open?what=refusal' });
    expect([status, headers['retry-after'], answer['retry_after_ms']]).toEqual([429, '2', 1_500]);
  });

  it('gives the challenge of interactive authentication as it is', async () => {
    const url = '/_matrix/client/unstable/keys/device_signing/upload';
    const challenge = { session: 's', flows: [{ stages: ['m.login.password'] }], params: {}, completed: [] };
    http.auth.challenge = challenge;
    expect(await ask({ method: 'POST', url, body: '{}' })).toMatchObject({ status: 401, answer: challenge });
    http.auth.challenge = undefined;
    expect((await ask({ method: 'POST', url, body: '{}' })).status).toBe(200);
  });
});

describe('the size of a body', () => {
  const textOf = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;

  it.each([
    { what: 'an event', method: 'PUT', url: SEND, bytesMax: 100 * 1024 },
    { what: 'a state event', method: 'PUT', url: `${ROOM}/state/org.example.x/`, bytesMax: 100 * 1024 },
    { what: 'a new room', method: 'POST', url: '/_matrix/client/v3/createRoom', bytesMax: 384 * 1024 },
    { what: 'a query for keys', method: 'POST', url: '/_matrix/client/v3/keys/query', bytesMax: 384 * 1024 },
  ] as const)('of $what has a limit of its own', async ({ method, url, bytesMax }) => {
    const device = '{"device_keys":{}}';
    const fitting = url.endsWith('query') ? device + ' '.repeat(bytesMax - device.length) : textOf(bytesMax);
    expect((await ask({ method, url, body: fitting })).status).toBe(200);
    expect(await refusal({ method, url, body: `${fitting} ` })).toBe('413 M_TOO_LARGE');
  });
});
