import { Injectable } from '@nestjs/common';
import { defineEndpoint, type EndpointAuth, type EndpointDefinition } from '@chappe/matrix-api';
import Type from 'typebox';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { EndpointRequest } from '../endpoint.js';
import { startHttp, type TestHttp, type TestHttpOptions } from '../fixtures/start-http.js';
import { bound } from '../fixtures/test-endpoints.js';
import { signedByOther, TestAdminScheme, TestAppserviceScheme, TestXMatrixScheme } from '../fixtures/test-schemes.js';
import { Authenticates } from './auth-scheme.js';
import type { BearerRequester, Requester } from './requester.js';

const define = <const A extends EndpointAuth>(auth: A) =>
  defineEndpoint({
    name: 'who',
    method: 'PUT',
    path: '/test/who',
    auth,
    rateLimit: 'send',
    spec: '',
    body: Type.Object({ a: Type.Optional(Type.Number()) }),
    bodyBytesMax: 10,
    response: Type.Unknown(),
  });

const who = (definition: EndpointDefinition) =>
  bound(
    definition,
    class {
      handle({ requester, body }: { requester: Requester | undefined; body: unknown }): Promise<object> {
        return Promise.resolve({ requester: requester ?? null, body });
      }
    },
  );

let http: TestHttp | undefined;
afterEach(async () => {
  await http?.app.close();
  http = undefined;
});

interface Asked {
  readonly authorization?: string | readonly string[];
  readonly body?: string;
  readonly from?: string;
}

async function start(auth: EndpointAuth, options?: TestHttpOptions): Promise<(asked: Asked) => Promise<unknown>> {
  const schemes = [TestAdminScheme, TestAppserviceScheme, TestXMatrixScheme];
  http = await startHttp([...schemes, who(define(auth))], options);
  const { app } = http;
  return async ({ authorization, body = '', from = '192.0.2.1' }) => {
    const response = await app.inject({
      method: 'PUT',
      url: '/test/who?b=%20c',
      headers: { ...(authorization !== undefined && { authorization: authorization as string }) },
      payload: body,
      remoteAddress: from,
    });
    const answer = response.json<{ errcode?: string; requester: unknown }>();
    return answer.errcode === undefined ? answer.requester : `${response.statusCode} ${answer.errcode}`;
  };
}

describe('a scheme', () => {
  it('says who asks, to the handler in its own type', () => {
    type By<A extends EndpointAuth> = EndpointRequest<ReturnType<typeof define<A>>>['requester'];
    expectTypeOf<By<{ scheme: 'none' }>>().toEqualTypeOf<undefined>();
    expectTypeOf<By<{ scheme: 'bearer'; guests: true }>>().toEqualTypeOf<BearerRequester>();
    expectTypeOf<By<{ scheme: 'bearer'; optional: true }>>().toEqualTypeOf<BearerRequester | undefined>();
    expectTypeOf<By<{ scheme: 'x-matrix' }>['origin']>().toBeString();
    expectTypeOf<By<{ scheme: 'admin'; scope: 'tests' }>['scopes']>().toEqualTypeOf<readonly string[]>();
    expectTypeOf<By<{ scheme: 'appservice' }>['appserviceId']>().toBeString();
  });

  it('none reads nothing', async () => {
    const ask = await start({ scheme: 'none' });
    expect(await ask({ authorization: 'Bearer nonsense' })).toBeNull();
  });

  it('bearer is the holder of an access token, or nobody where the endpoint says so', async () => {
    const ask = await start({ scheme: 'bearer', optional: true });
    expect(await ask({})).toBeNull();
    const alice = { userId: '@alice:example.org', deviceId: 'PHONE', isAdmin: false, isGuest: false };
    expect(await ask({ authorization: 'Bearer alice' })).toEqual({ scheme: 'bearer', ...alice });
    expect(await ask({ authorization: 'Bearer nonsense' })).toBe('401 M_UNKNOWN_TOKEN');
    expect(await ask({ authorization: 'Bearer guest' })).toBe('403 M_GUEST_ACCESS_FORBIDDEN');
  });

  it('appservice is an application service in its own name', async () => {
    const ask = await start({ scheme: 'appservice' });
    expect(await ask({ authorization: 'Bearer irc' })).toEqual({ scheme: 'appservice', appserviceId: 'irc' });
    expect(await ask({ authorization: 'Bearer alice' })).toBe('401 M_UNKNOWN_TOKEN');
  });

  it('admin gets the scope that the endpoint asks for', async () => {
    const ask = await start({ scheme: 'admin', scope: 'tests' });
    expect(await ask({ authorization: 'Bearer admin' })).toMatchObject({ scheme: 'admin', scopes: ['tests'] });
    expect(await ask({ authorization: 'Bearer auditor' })).toBe('403 M_FORBIDDEN');
    expect(await ask({})).toBe('401 M_MISSING_TOKEN');
  });

  it('that nothing in the process implements, or two do, refuses to start', async () => {
    const definition = define({ scheme: 'x-matrix' });
    await expect(startHttp([who(definition)])).rejects.toThrow('who: nothing in this process authenticates "x-matrix"');
    class Other extends TestXMatrixScheme {}
    Injectable()(Other);
    Authenticates('x-matrix')(Other);
    await expect(startHttp([who(definition), TestXMatrixScheme, Other])).rejects.toThrow('"x-matrix"');
  });
});

describe('a scheme over the raw body', () => {
  const uri = '/test/who?b=%20c';
  const signed = signedByOther('PUT', uri, { a: 1 });

  it('sees path, query and body as they were sent', async () => {
    const ask = await start({ scheme: 'x-matrix' });
    const server = { scheme: 'x-matrix', origin: 'elsewhere.example' };
    expect(await ask({ authorization: signed, body: '{ "a":1}' })).toEqual(server);
    expect(await ask({ authorization: signed, body: '{"a":2}' })).toBe('401 M_UNAUTHORIZED');
    expect(await ask({ authorization: signed })).toBe('401 M_UNAUTHORIZED');
    expect(await ask({ authorization: signedByOther('PUT', uri) })).toEqual(server);
    expect(await ask({ authorization: signedByOther('PUT', '/test/who?b=+c') })).toBe('401 M_UNAUTHORIZED');
  });

  it('sees every header, one per key', async () => {
    const ask = await start({ scheme: 'x-matrix' });
    const other = signed.replace('ed25519:test', 'ed25519:unknown');
    expect(await ask({ authorization: [other, signed], body: '{"a":1}' })).toMatchObject({ scheme: 'x-matrix' });
  });

  it('gets no more than the endpoint allows, before anybody is admitted', async () => {
    const ask = await start({ scheme: 'x-matrix' });
    expect(await ask({ authorization: signed, body: `{"a":1}${' '.repeat(3)}` })).toMatchObject({ scheme: 'x-matrix' });
    expect(await ask({ authorization: signed, body: `{"a":1}${' '.repeat(4)}` })).toBe('413 M_TOO_LARGE');
    expect(await ask({ body: '{"a":1}    ' })).toBe('413 M_TOO_LARGE');
  });

  it('is limited per client address first, then per server', async () => {
    const flags = { 'http.rateLimits.enabled': 'true', 'http.rateLimits.send': '2' };
    const ask = await start({ scheme: 'x-matrix' }, { flags });
    for (const from of ['192.0.2.1', '192.0.2.2']) {
      expect(await ask({ from, authorization: signed, body: '{"a":1}' })).toMatchObject({ scheme: 'x-matrix' });
    }
    expect(await ask({ from: '192.0.2.3', authorization: signed, body: '{"a":1}' })).toBe('429 M_LIMIT_EXCEEDED');
    for (let n = 0; n < 2; n++) expect(await ask({ from: '192.0.2.4', body: 'x' })).not.toBe('429 M_LIMIT_EXCEEDED');
    // The body is not even looked at.
    expect(await ask({ from: '192.0.2.4', body: 'larger than allowed' })).toBe('429 M_LIMIT_EXCEEDED');
  });

  it('cannot be had for a stream', async () => {
    const definition = { ...define({ scheme: 'x-matrix' }), body: { kind: 'stream' } } as const;
    await expect(startHttp([TestXMatrixScheme, who(definition)])).rejects.toThrow('cannot be a stream');
  });
});
