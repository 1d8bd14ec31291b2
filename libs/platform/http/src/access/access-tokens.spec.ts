import { ManualClock } from '@chappe/runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import { ALICE, FakeAuthService, UNKNOWN_TOKEN } from '../fixtures/fake-auth-service.js';
import { TOKEN_CACHE_MS_MAX } from '../http.limits.js';
import { AccessTokens } from './access-tokens.js';

let auth: FakeAuthService;
let clock: ManualClock;
let tokens: AccessTokens;

beforeEach(() => {
  auth = new FakeAuthService();
  clock = new ManualClock();
  tokens = new AccessTokens(auth as never, clock);
  tokens.startKeeping();
});

/** Answers of the auth service wait until the returned function is called. */
function holdAnswers(): () => void {
  let release!: () => void;
  auth.gate = new Promise((resolve) => (release = resolve));
  return release;
}

describe('access tokens', () => {
  it('are asked about once', async () => {
    expect(tokens.known('alice')).toBeUndefined();
    const requester = await tokens.ask('alice');
    expect(requester).toEqual({
      scheme: 'bearer',
      userId: ALICE.userId,
      deviceId: 'PHONE',
      isAdmin: false,
      isGuest: false,
    });
    expect(tokens.known('alice')).toBe(requester);
  });

  it('are refused with M_UNKNOWN_TOKEN, and soft_logout when the device may log in again', async () => {
    await expect(tokens.ask('nonsense')).rejects.toMatchObject({
      errcode: 'M_UNKNOWN_TOKEN',
      status: 401,
      fields: { soft_logout: false },
    });
    await expect(tokens.ask('expired')).rejects.toMatchObject({ fields: { soft_logout: true } });
  });

  it('are not kept when they are unknown', async () => {
    await expect(tokens.ask('new')).rejects.toThrow('Unknown access token');
    auth.tokens.set('new', ALICE);
    await expect(tokens.ask('new')).resolves.toMatchObject({ deviceId: 'PHONE' });
  });

  it('are forgotten when the session of their device ends', async () => {
    auth.tokens.set('tablet', { ...ALICE, deviceId: 'TABLET' });
    await tokens.ask('alice');
    await tokens.ask('tablet');
    tokens.sessionEnded(ALICE.userId, 'PHONE');
    expect([tokens.known('alice'), tokens.known('tablet')?.deviceId]).toEqual([undefined, 'TABLET']);
  });

  it('are all forgotten when every session of their user ends', async () => {
    auth.tokens.set('tablet', { ...ALICE, deviceId: 'TABLET' });
    await tokens.ask('alice');
    await tokens.ask('tablet');
    await tokens.ask('admin');
    tokens.sessionEnded(ALICE.userId, '');
    expect([tokens.known('alice'), tokens.known('tablet')]).toEqual([undefined, undefined]);
    expect(tokens.known('admin')).toBeDefined();
  });

  it('are not kept when their session ended while the auth service was asked', async () => {
    const release = holdAnswers();
    const asked = tokens.ask('alice');
    auth.tokens.set('alice', UNKNOWN_TOKEN);
    tokens.sessionEnded(ALICE.userId, 'PHONE');
    release();
    await expect(asked).resolves.toMatchObject({ userId: ALICE.userId });
    expect(tokens.known('alice')).toBeUndefined();
    await expect(tokens.ask('alice')).rejects.toMatchObject({ errcode: 'M_UNKNOWN_TOKEN' });
  });

  it('are kept when another session ended while the auth service was asked', async () => {
    const release = holdAnswers();
    const asked = tokens.ask('alice');
    tokens.sessionEnded('@bob:example.org', '');
    release();
    await asked;
    expect(tokens.known('alice')).toBeDefined();
  });

  it('are kept when the session that ended was over before the question', async () => {
    tokens.sessionEnded(ALICE.userId, 'PHONE');
    await tokens.ask('alice');
    expect(tokens.known('alice')).toBeDefined();
  });

  it('are asked about again after a minute', async () => {
    await tokens.ask('alice');
    await clock.advance(TOKEN_CACHE_MS_MAX - 1);
    expect(tokens.known('alice')).toBeDefined();
    await clock.advance(1);
    expect(tokens.known('alice')).toBeUndefined();
  });

  it('are asked about again when they expire', async () => {
    auth.tokens.set('short', { ...ALICE, expiresAtMs: clock.nowMs() + 5_000 });
    await tokens.ask('short');
    expect(tokens.known('short')).toBeDefined();
    await clock.advance(5_000);
    expect(tokens.known('short')).toBeUndefined();
  });

  it('are not kept while ended sessions cannot be followed, nor when asked about before', async () => {
    await tokens.ask('alice');
    tokens.stopKeeping();
    expect(tokens.known('alice')).toBeUndefined();
    const release = holdAnswers();
    const asked = tokens.ask('alice');
    tokens.startKeeping();
    release();
    await asked;
    expect(tokens.known('alice')).toBeUndefined();
    await tokens.ask('alice');
    expect(tokens.known('alice')).toBeDefined();
  });

  it('of absurd length are refused without a question', async () => {
    await expect(tokens.ask('x'.repeat(10_000))).rejects.toMatchObject({ errcode: 'M_UNKNOWN_TOKEN' });
    expect(auth.questions).toBe(0);
  });
});
