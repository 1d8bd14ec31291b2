import { connect } from 'node:net';
import {
  createRoom,
  logInClient,
  newTxnId,
  registerClient,
  type RequestOptions,
  roomPath,
  sendMessage,
  sendRequest,
  startServer,
  type TestClient,
  type TestServer,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Case {
  readonly name: string;
  /** `{room}`, `{event}`, `{user}` and `{txn}` stand for what exists. */
  readonly target: string;
  readonly options?: RequestOptions;
  readonly expected: string;
}

const message = 'PUT {room}/send/m.room.message/{txn}';
const longText = 'x'.repeat(70_000);
const deep = `{"a":${'{"a":'.repeat(16_000)}1${'}'.repeat(16_000)}}`;

const BODIES: readonly Case[] = [
  { name: 'a body that is no JSON', target: message, options: { body: '{"a":' }, expected: '400 M_NOT_JSON' },
  {
    name: 'a body that is no UTF-8',
    target: message,
    options: { body: Uint8Array.of(123, 255, 125) },
    expected: '400 M_NOT_JSON',
  },
  { name: 'an event without a body', target: message, expected: '400 M_NOT_JSON' },
  { name: 'a body that is a list', target: message, options: { body: '[]' }, expected: '400 M_BAD_JSON' },
  { name: 'a body that is null', target: message, options: { body: 'null' }, expected: '400 M_BAD_JSON' },
  {
    name: 'a member of another type',
    target: 'POST /v3/createRoom',
    options: { body: { name: 5 } },
    expected: '400 M_BAD_JSON',
  },
  {
    name: 'an invitee that is no user ID',
    target: 'POST {room}/invite',
    options: { body: { user_id: 'bob' } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'a body above the limit',
    target: message,
    options: { body: { body: 'x'.repeat(1_100_000) } },
    expected: '413 M_TOO_LARGE',
  },
  {
    name: 'an event above 65,536 bytes',
    target: message,
    options: { body: { body: longText } },
    expected: '413 M_TOO_LARGE',
  },
  {
    name: 'a state event above 65,536 bytes',
    target: 'PUT {room}/state/org.example/',
    options: { body: { body: longText } },
    expected: '413 M_TOO_LARGE',
  },
  { name: 'an event nested deeply', target: message, options: { body: deep }, expected: '400 M_BAD_JSON' },
  { name: 'a fraction in an event', target: message, options: { body: '{"a":1.5}' }, expected: '400 M_BAD_JSON' },
  {
    name: 'an integer above 2^53 - 1 in an event',
    target: message,
    options: { body: '{"a":9007199254740992}' },
    expected: '400 M_BAD_JSON',
  },
  {
    name: 'an exponent in a state event',
    target: 'PUT {room}/state/org.example/',
    options: { body: '{"a":1e400}' },
    expected: '400 M_BAD_JSON',
  },
  {
    name: 'a lone surrogate in an event',
    target: message,
    options: { body: '{"a":"\\ud800"}' },
    expected: '400 M_BAD_JSON',
  },
  {
    name: 'a fraction in initial_state',
    target: 'POST /v3/createRoom',
    options: { body: '{"initial_state":[{"type":"a","content":{"b":0.5}}]}' },
    expected: '400 M_BAD_JSON',
  },
  {
    name: 'NUL in the name of a room',
    target: 'POST /v3/createRoom',
    options: { body: { name: 'a\0b' } },
    expected: '400 M_BAD_JSON',
  },
  {
    name: 'NUL in a display name',
    target: 'PUT /v3/profile/{user}/displayname',
    options: { body: { displayname: 'a\0b' } },
    expected: '400 M_BAD_JSON',
  },
  {
    name: 'an unknown room version',
    target: 'POST /v3/createRoom',
    options: { body: { room_version: '99' } },
    expected: '400 M_UNSUPPORTED_ROOM_VERSION',
  },
  {
    name: 'an alias of another server',
    target: 'PUT /v3/directory/room/%23a:other.example',
    options: { body: { room_id: '!r:localhost' } },
    expected: '400 M_INVALID_PARAM',
  },
];

const PATHS: readonly Case[] = [
  { name: 'a path with a slash too many', target: 'GET /v3/devices/', expected: '404 M_UNRECOGNIZED' },
  {
    name: 'no transaction ID',
    target: 'PUT {room}/send/m.room.message/',
    options: { body: {} },
    expected: '404 M_UNRECOGNIZED',
  },
  ...['GET', 'DELETE', 'PUT'].map((method) => ({
    name: `${method} of a push rule of an unknown kind`,
    target: `${method} /v3/pushrules/global/sideways/rule`,
    ...(method === 'PUT' && { options: { body: { actions: [] } } }),
    expected: '404 M_NOT_FOUND',
  })),
  {
    name: 'an alias without a localpart',
    target: 'PUT /v3/directory/room/%23:localhost',
    options: { body: { room_id: '!r:localhost' } },
    expected: '400 M_INVALID_PARAM',
  },
  { name: 'an unknown path', target: 'GET /v3/nothing/here', expected: '404 M_UNRECOGNIZED' },
  { name: 'an unknown path outside of the API', target: 'GET /_nothing', expected: '404 M_UNRECOGNIZED' },
  { name: 'another method', target: 'DELETE /v3/account/whoami', expected: '405 M_UNRECOGNIZED' },
  {
    name: 'another method with a body',
    target: 'POST /versions',
    options: { body: {} },
    expected: '405 M_UNRECOGNIZED',
  },
  {
    name: 'a room ID without its sigil',
    target: 'GET /v3/rooms/room:localhost/state',
    expected: '400 M_INVALID_PARAM',
  },
  { name: 'an event ID without its sigil', target: 'GET {room}/event/event', expected: '400 M_INVALID_PARAM' },
  { name: 'a user ID without a server', target: 'GET /v3/profile/@alice', expected: '400 M_INVALID_PARAM' },
  { name: 'an alias without a server', target: 'GET /v3/directory/room/%23alias', expected: '400 M_INVALID_PARAM' },
  { name: 'NUL in a room ID', target: 'GET /v3/rooms/!a%00b:localhost/state', expected: '400 M_INVALID_PARAM' },
  { name: 'NUL in a user ID', target: 'GET /v3/profile/@a%00b:localhost', expected: '400 M_INVALID_PARAM' },
  {
    name: 'NUL in an event type',
    target: 'PUT {room}/send/a%00b/{txn}',
    options: { body: {} },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'NUL in a state key',
    target: 'PUT {room}/state/org.example/a%00b',
    options: { body: {} },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'NUL in a transaction ID',
    target: 'PUT {room}/send/m.room.message/a%00b',
    options: { body: {} },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'a transaction ID of 1,000 characters',
    target: `PUT {room}/send/m.room.message/${'t'.repeat(1_000)}`,
    options: { body: {} },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'an event type of 300 bytes',
    target: `PUT {room}/send/${'t'.repeat(300)}/{txn}`,
    options: { body: {} },
    expected: '413 M_TOO_LARGE',
  },
  {
    name: 'a state key of 300 bytes',
    target: `PUT {room}/state/org.example/${'k'.repeat(300)}`,
    options: { body: {} },
    expected: '413 M_TOO_LARGE',
  },
  {
    name: 'bytes in a path that are no UTF-8',
    target: 'GET /v3/profile/@a%ff:localhost',
    expected: '400 M_INVALID_PARAM',
  },
];

const TOKENS: readonly Case[] = [
  { name: 'no token', target: 'GET /v3/account/whoami', options: { token: null }, expected: '401 M_MISSING_TOKEN' },
  {
    name: 'an unknown token',
    target: 'GET /v3/account/whoami',
    options: { token: 'syt_nobody' },
    expected: '401 M_UNKNOWN_TOKEN',
  },
  {
    name: 'a token of 100,000 characters',
    target: 'GET /v3/account/whoami',
    options: { token: 'x'.repeat(10_000) },
    expected: '401 M_UNKNOWN_TOKEN',
  },
  {
    name: 'another scheme',
    target: 'GET /v3/account/whoami',
    options: { token: null, headers: { authorization: 'Basic YTpi' } },
    expected: '401 M_MISSING_TOKEN',
  },
];

const QUERIES: readonly Case[] = [
  {
    name: 'since that is no token',
    target: 'GET /v3/sync',
    options: { query: { since: 'garbage', timeout: 0 } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'since of another kind',
    target: 'GET /v3/sync',
    options: { query: { since: '12345', timeout: 0 } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'NUL in since',
    target: 'GET /v3/sync',
    options: { query: { since: 's\0', timeout: 0 } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'a timeout below zero',
    target: 'GET /v3/sync',
    options: { query: { timeout: -1 } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'a filter that is no JSON',
    target: 'GET /v3/sync',
    options: { query: { filter: '{"room":' } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'a filter of another shape',
    target: 'GET /v3/sync',
    options: { query: { filter: '{"room":{"rooms":"all"}}' } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'a filter that nobody defined',
    target: 'GET /v3/sync',
    options: { query: { filter: '4711' } },
    expected: '404 M_NOT_FOUND',
  },
  {
    name: 'a defined filter of another shape',
    target: 'POST /v3/user/{user}/filter',
    options: { body: { room: { rooms: 'all' } } },
    expected: '400 M_BAD_JSON',
  },
  {
    name: 'from that is no token',
    target: 'GET {room}/messages',
    options: { query: { dir: 'b', from: 'garbage' } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'to that is no token',
    target: 'GET {room}/messages',
    options: { query: { dir: 'b', to: 't!' } },
    expected: '400 M_INVALID_PARAM',
  },
  { name: 'no direction', target: 'GET {room}/messages', expected: '400 M_MISSING_PARAM' },
  {
    name: 'an unknown direction',
    target: 'GET {room}/messages',
    options: { query: { dir: 'x' } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'a limit below zero',
    target: 'GET {room}/messages',
    options: { query: { dir: 'b', limit: -1 } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'a limit that is no number',
    target: 'GET {room}/messages',
    options: { query: { dir: 'b', limit: 'ten' } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'a limit of 10^400',
    target: 'GET {room}/messages',
    options: { query: { dir: 'b', limit: '1e400' } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'a filter of messages that is no JSON',
    target: 'GET {room}/messages',
    options: { query: { dir: 'b', filter: '{' } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'at that is no token',
    target: 'GET {room}/members',
    options: { query: { at: 'garbage' } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'key changes from no token',
    target: 'GET /v3/keys/changes',
    options: { query: { from: 'a', to: 'b' } },
    expected: '400 M_INVALID_PARAM',
  },
  {
    name: 'a context limit below zero',
    target: 'GET {room}/context/{event}',
    options: { query: { limit: -5 } },
    expected: '400 M_INVALID_PARAM',
  },
];

describe('bad input', () => {
  let server: TestServer;
  let alice: TestClient;
  let roomId: string;
  let eventId: string;

  beforeAll(async () => {
    server = await startServer();
    alice = await registerClient(server.baseUrl, 'alice');
    roomId = await createRoom(alice);
    eventId = await sendMessage(alice, roomId, 'hello');
  });
  afterAll(() => server?.remove());

  const fill = (target: string): string =>
    target
      .replace('{room}', roomPath(roomId))
      .replace('{event}', encodeURIComponent(eventId))
      .replace('{user}', encodeURIComponent(alice.userId))
      .replace('{txn}', newTxnId());

  it.each([...BODIES, ...PATHS, ...TOKENS, ...QUERIES])('$name is answered $expected', async (each) => {
    const { status, body } = await alice.send(fill(each.target), each.options);
    expect(`${status} ${String(body['errcode'])}`).toBe(each.expected);
    expect(body['error']).toEqual(expect.any(String));
  });

  it('a limit that is too large is lowered', async () => {
    const query = { dir: 'b', limit: 9_007_199_254_740_991 };
    expect((await alice.send(fill('GET {room}/messages'), { query })).status).toBe(200);
    expect((await alice.send(fill('GET {room}/context/{event}'), { query: { limit: 1_000_000 } })).status).toBe(200);
  });

  it('NUL and __proto__ in content are kept as they came', async () => {
    const body = '{"__proto__":{"a":1},"body":"a\\u0000b","constructor":"c"}';
    const { event_id } = await alice.ask<{ event_id: string }>(fill(message), body);
    const path = fill(`/_matrix/client{room}/event/${encodeURIComponent(event_id)}`);
    const headers = { authorization: `Bearer ${alice.session.accessToken}` };
    const text = await (await fetch(server.baseUrl + path, { headers })).text();
    expect(text).toContain('"__proto__":{"a":1}');
    expect(text).toContain('"body":"a\\u0000b"');
  });

  it.each([
    ['bad percent-encoding', 'GET /_matrix/client/v3/profile/%zz HTTP/1.1', /^HTTP\/1.1 400 /],
    ['half an escape', 'GET /_matrix/client/v3/profile/% HTTP/1.1', /^HTTP\/1.1 400 /],
    ['a path that climbs', 'GET /_matrix/client/../../etc/passwd HTTP/1.1', /^HTTP\/1.1 404 /],
    ['no path', 'GET  HTTP/1.1', /^HTTP\/1.1 400 /],
    ['no HTTP', '\0\0\0\0', /^HTTP\/1.1 400 /],
  ])('%s in a request line is refused', async (_name, line, expected) => {
    const answer = await exchange(server.port, `${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(expected);
    expect(answer).not.toMatch(/passwd|root:|at .*\.js/);
  });

  it('a token that was logged out is unknown', async () => {
    const laptop = await logInClient(server.baseUrl, 'alice');
    await laptop.ask('POST /v3/logout');
    expect(await laptop.refusal('GET /v3/account/whoami')).toEqual({ status: 401, errcode: 'M_UNKNOWN_TOKEN' });
    expect(await alice.ask('GET /v3/account/whoami')).toMatchObject({ user_id: alice.userId });
  });

  it('every refusal may be read by clients in browsers', async () => {
    for (const target of ['GET /v3/nothing', 'GET /v3/account/whoami', 'DELETE /versions']) {
      const { headers } = await sendRequest(server.baseUrl, target);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('content-type')).toMatch(/^application\/json/);
    }
  });

  it('has logged no error', () => {
    expect(server.errors).toEqual([]);
  });
});

/** Sends bytes as they are and returns what comes back. */
function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').setTimeout(10_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}
