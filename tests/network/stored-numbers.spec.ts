import { createRoom, registerClient, startServer, type TestClient, type TestServer } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Places {
  readonly user: string;
  readonly room: string;
  readonly device: string;
}

/** Endpoints that keep JSON of clients; N is a number in it. */
const KEPT: Record<string, (places: Places) => [target: string, body: string]> = {
  'account data': ({ user }) => [`PUT /v3/user/${user}/account_data/org.example`, '{"n":N}'],
  'account data of a room': ({ user, room }) => [
    `PUT /v3/user/${user}/rooms/${room}/account_data/org.example`,
    '{"n":[N]}',
  ],
  'a tag': ({ user, room }) => [`PUT /v3/user/${user}/rooms/${room}/tags/u.work`, '{"order":N}'],
  'a filter': ({ user }) => [`POST /v3/user/${user}/filter`, '{"room":{"timeline":{"org.example":N}}}'],
  'a profile field': ({ user }) => [`PUT /v3/profile/${user}/org.example`, '{"org.example":N}'],
  'a message': ({ room }) => [`PUT /v3/rooms/${room}/send/org.example/txn`, '{"n":N}'],
  'a state event': ({ room }) => [`PUT /v3/rooms/${room}/state/org.example/`, '{"n":N}'],
  'initial state': () => ['POST /v3/createRoom', '{"initial_state":[{"type":"org.example","content":{"n":N}}]}'],
  'a redaction': ({ room }) => [`PUT /v3/rooms/${room}/redact/%24event/txn`, '{"n":N}'],
  'a to-device message': ({ user, device }) => [
    'PUT /v3/sendToDevice/org.example/txn',
    `{"messages":{"${decodeURIComponent(user)}":{"${device}":{"n":N}}}}`,
  ],
  'device keys': () => ['POST /v3/keys/upload', '{"device_keys":{"n":N}}'],
  'one-time keys': () => ['POST /v3/keys/upload', '{"one_time_keys":{"signed_curve25519:A":{"key":"a","n":N}}}'],
  'the data of a key backup': () => [
    'POST /v3/room_keys/version',
    '{"algorithm":"m.megolm_backup.v1.curve25519-aes-sha2","auth_data":{"public_key":"a","n":N}}',
  ],
  'a push rule': () => ['PUT /v3/pushrules/global/override/rule', '{"actions":[{"set_tweak":"x","value":N}]}'],
};
const CHANGED_BY_DOUBLES = ['1e400', '-1e400', '12345678901234567890', '9007199254740993', '1e-400'];

describe('a number that a server could not keep as it is', () => {
  let server: TestServer;
  let alice: TestClient;
  let places: Places;

  beforeAll(async () => {
    server = await startServer();
    alice = await registerClient(server.baseUrl, 'alice', 'TABLET');
    const room = encodeURIComponent(await createRoom(alice));
    places = { user: encodeURIComponent(alice.userId), room, device: 'TABLET' };
  });
  afterAll(() => server?.remove());

  it.each(Object.keys(KEPT).flatMap((what) => CHANGED_BY_DOUBLES.map((number) => ({ what, number }))))(
    'is refused in $what: $number',
    async ({ what, number }) => {
      const [target, body] = KEPT[what]?.(places) ?? ['', ''];
      expect(await alice.refusal(target, body.replace('N', number))).toEqual({ status: 400, errcode: 'M_BAD_JSON' });
    },
  );

  it.each(['account data', 'account data of a room'])(
    'is not among the fractions, which come back: %s',
    async (what) => {
      const [target, body] = KEPT[what]?.(places) ?? ['', ''];
      for (const number of ['0.5', '-0.1', '1e3', '9007199254740991']) {
        await alice.ask(target, body.replace('N', number));
        const { n } = await alice.ask<{ n: unknown }>(target.replace('PUT', 'GET'));
        expect([n].flat()).toEqual([Number(number)]);
      }
    },
  );
});
