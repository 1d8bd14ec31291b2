import { afterEach, describe, expect, it } from 'vitest';
import { startHttp, type TestHttp, type TestHttpOptions } from '../fixtures/start-http.js';
import { TEST_ENDPOINTS } from '../fixtures/test-endpoints.js';

const WHOAMI = '/_matrix/client/v3/account/whoami';
let http: TestHttp;

async function start(options?: TestHttpOptions): Promise<void> {
  http = await startHttp(TEST_ENDPOINTS, options);
}
afterEach(() => http.app.close());

async function ask(url: string, authorization?: string, method: 'GET' | 'POST' = 'GET'): Promise<string> {
  const response = await http.app.inject({ method, url, headers: { ...(authorization && { authorization }) } });
  const answer = response.json<{ errcode?: string; user_id?: string }>();
  return `${response.statusCode} ${answer.errcode ?? answer.user_id ?? 'ok'}`;
}

describe('who may ask', () => {
  it('takes the token of the Authorization header, whatever the case of Bearer', async () => {
    await start();
    expect(await ask(WHOAMI, 'Bearer alice')).toBe('200 @alice:example.org');
    expect(await ask(WHOAMI, 'bearer  alice ')).toBe('200 @alice:example.org');
  });

  it.each([[undefined], ['Bearer'], ['Bearer '], ['Basic alice']])(
    'refuses "%s" as a missing token',
    async (header) => {
      await start();
      expect(await ask(WHOAMI, header)).toBe('401 M_MISSING_TOKEN');
    },
  );

  it('refuses unknown tokens', async () => {
    await start();
    expect(await ask(WHOAMI, 'Bearer nonsense')).toBe('401 M_UNKNOWN_TOKEN');
  });

  it('refuses before it reads the body', async () => {
    await start();
    expect(await ask('/_matrix/client/v3/createRoom', undefined, 'POST')).toBe('401 M_MISSING_TOKEN');
  });

  it('lets guests in where the specification says so, and nowhere else', async () => {
    await start();
    expect(await ask(WHOAMI, 'Bearer guest')).toBe('200 @guest:example.org');
    expect(await ask('/_matrix/client/v3/createRoom', 'Bearer guest', 'POST')).toBe('403 M_GUEST_ACCESS_FORBIDDEN');
  });

  it('lets only administrators into their endpoints', async () => {
    await start();
    expect(await ask('/test/admin', 'Bearer alice', 'POST')).toBe('403 M_FORBIDDEN');
    expect(await ask('/test/admin', 'Bearer admin', 'POST')).toBe('200 ok');
  });

  it('takes the token from the query only when told to', async () => {
    await start();
    expect(await ask(`${WHOAMI}?access_token=alice`)).toBe('401 M_MISSING_TOKEN');
    await http.app.close();
    await start({ flags: { 'http.accessTokenInQuery': 'true' } });
    expect(await ask(`${WHOAMI}?access_token=alice`)).toBe('200 @alice:example.org');
  });

  it('asks the auth service once, and again when the log says that the session ended', async () => {
    await start();
    await ask(WHOAMI, 'Bearer alice');
    await ask(WHOAMI, 'Bearer alice');
    expect(http.auth.questions).toBe(1);
    http.auth.tokens.delete('alice');
    await http.log.sessionEnded('@alice:example.org', 'PHONE');
    expect(await ask(WHOAMI, 'Bearer alice')).toBe('401 M_UNKNOWN_TOKEN');
  });

  it('asks every time after the follower of the log broke down, until it runs again', async () => {
    const { ManualClock } = await import('@chappe/runtime');
    const clock = new ManualClock();
    await start({ clock });
    await ask(WHOAMI, 'Bearer alice');
    http.log.breakDown();
    await clock.advance(0);
    await ask(WHOAMI, 'Bearer alice');
    await ask(WHOAMI, 'Bearer alice');
    expect(http.auth.questions).toBe(3);
    await clock.advance(1_000);
    await ask(WHOAMI, 'Bearer alice');
    await ask(WHOAMI, 'Bearer alice');
    expect([http.auth.questions, http.log.follows]).toEqual([4, 2]);
  });
});

describe('rate limits', () => {
  const flags = { 'http.rateLimits.enabled': 'true', 'http.rateLimits.read': '2', 'http.rateLimits.login': '1' };

  it('answer 429 M_LIMIT_EXCEEDED with Retry-After, per user', async () => {
    await start({ flags });
    await ask(WHOAMI, 'Bearer alice');
    await ask(WHOAMI, 'Bearer alice');
    const response = await http.app.inject({ url: WHOAMI, headers: { authorization: 'Bearer alice' } });
    expect(response.statusCode).toBe(429);
    expect(response.json()).toMatchObject({ errcode: 'M_LIMIT_EXCEEDED' });
    expect(response.json<{ retry_after_ms: number }>().retry_after_ms).toBeGreaterThan(50_000);
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(50);
    expect(response.headers['access-control-expose-headers']).toContain('Retry-After');
    expect(await ask(WHOAMI, 'Bearer admin')).toBe('200 @admin:example.org');
  });

  it('count what a request turned out to cost against later ones', async () => {
    await start({ flags: { ...flags, 'http.rateLimits.read': '5' } });
    const costly = () => http.app.inject({ url: '/test/costly?points=4' });
    expect([(await costly()).statusCode, (await costly()).statusCode]).toEqual([200, 429]);
  });

  it('count per class', async () => {
    await start({ flags });
    expect(await ask('/test/admin', 'Bearer admin', 'POST')).toBe('200 ok');
    expect(await ask('/test/admin', 'Bearer admin', 'POST')).toBe('429 M_LIMIT_EXCEEDED');
    expect(await ask(WHOAMI, 'Bearer admin')).toBe('200 @admin:example.org');
  });
});

describe('requests with tokens that are not valid', () => {
  const flags = { 'http.rateLimits.enabled': 'true', 'http.rateLimits.unknownTokens': '2' };
  const from = async (remoteAddress: string, token: string): Promise<string> => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await http.app.inject({ url: WHOAMI, headers, remoteAddress });
    return `${response.statusCode} ${response.json<{ errcode?: string }>().errcode ?? 'ok'}`;
  };

  it('are looked up a few at a time once an address has sent too many of them', async () => {
    await start({ flags });
    const guess = (count: number, address: string): Promise<string[]> =>
      Promise.all(Array.from({ length: count }, (_, number) => from(address, `guess ${number}`)));
    await guess(20, '192.0.2.1');
    expect(http.auth.atOnceMost).toBe(20);
    http.auth.atOnceMost = 0;
    const answers = await guess(20, '192.0.2.1');
    expect([new Set(answers), http.auth.atOnceMost]).toEqual([new Set(['401 M_UNKNOWN_TOKEN']), 4]);
    await guess(20, '192.0.2.2');
    expect(http.auth.atOnceMost).toBe(20);
  });

  it('are not those that the auth service could not judge', async () => {
    await start({ flags });
    http.auth.isAway = true;
    for (let n = 0; n < 5; n++) expect(await from('192.0.2.1', 'alice')).toBe('503 M_UNKNOWN');
    http.auth.isAway = false;
    expect(await from('192.0.2.1', 'alice')).toBe('200 ok');
  });

  it('never keep those out of the same network whose tokens are valid', async () => {
    await start({ flags });
    await expect.poll(async () => (await from('192.0.2.1', 'alice')) && http.log.follows).toBeGreaterThan(0);
    await from('192.0.2.1', 'alice');
    for (const guess of ['a', 'b', 'c']) await from('192.0.2.1', guess);
    expect(await from('192.0.2.1', 'alice')).toBe('200 ok');
    const flood = Array.from({ length: 50 }, (_, number) => from('192.0.2.1', `flood ${number}`));
    expect(await from('192.0.2.1', 'admin')).toBe('200 ok');
    await Promise.all(flood);
  });

  it('do not make those wait whose tokens were valid a moment ago', async () => {
    const { ManualClock } = await import('@chappe/runtime');
    const clock = new ManualClock();
    await start({ flags, clock });
    await from('192.0.2.1', 'alice');
    await clock.advance(30_000);
    for (const guess of ['a', 'b', 'c']) await from('192.0.2.1', guess);
    await clock.advance(30_000);
    const { promise, resolve } = Promise.withResolvers<void>();
    http.auth.gate = promise;
    const flood = Array.from({ length: 8 }, (_, number) => from('192.0.2.1', `flood ${number}`));
    await clock.advance(0);
    http.auth.gate = Promise.resolve();
    expect(await from('192.0.2.1', 'alice')).toBe('200 ok');
    resolve();
    await Promise.all(flood);
    expect(http.auth.atOnceMost).toBe(5);
  });
});

describe('trusted proxies', () => {
  const ask = async (address: string) => {
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    return http.app.inject({ url: '/test/open?what=ip', headers, remoteAddress: address }).then(({ body }) => body);
  };

  it('say who the client is; nobody else does', async () => {
    await start({ flags: { 'http.trustedProxies': '10.0.0.0/8' } });
    expect(await ask('10.1.2.3')).toBe('{"ip":"203.0.113.7"}');
    expect(await ask('192.0.2.1')).toBe('{"ip":"192.0.2.1"}');
  });

  it('must be addresses or networks', async () => {
    await start();
    for (const proxy of ['proxy.local', '10.0.0.0/33', '10.0.0.0/8/8', '::1/129', '10.0.0.1/x']) {
      await expect(startHttp([], { flags: { 'http.trustedProxies': proxy } })).rejects.toThrow(
        'which is no address or network',
      );
    }
  });
});
