import type { DeviceId, UserId } from '@chappe/events';
import { describe, expect, it } from 'vitest';
import { TokenCache } from './token-cache.js';

const known = (userId: string, deviceId = 'D') => ({
  requester: {
    scheme: 'bearer' as const,
    userId: userId as UserId,
    deviceId: deviceId as DeviceId,
    isAdmin: false,
    isGuest: false,
  },
  trustedUntilMs: 100,
});

describe('TokenCache', () => {
  it('drops the token that was not used for longest', () => {
    const cache = new TokenCache(2);
    cache.keep('a', known('@a:x'));
    cache.keep('b', known('@b:x'));
    cache.find('a', 0);
    cache.keep('c', known('@c:x'));
    expect([cache.find('a', 0), cache.find('b', 0), cache.find('c', 0)].map(Boolean)).toEqual([true, false, true]);
  });

  it('still drops a token by its user after it was kept twice', () => {
    const cache = new TokenCache(10);
    cache.keep('a', known('@a:x'));
    cache.keep('a', known('@a:x'));
    cache.drop('@a:x', 'D');
    expect(cache.find('a', 0)).toBeUndefined();
  });

  it('follows a token that is kept for another user', () => {
    const cache = new TokenCache(10);
    cache.keep('a', known('@a:x'));
    cache.keep('a', known('@b:x'));
    cache.drop('@b:x', '');
    expect(cache.find('a', 0)).toBeUndefined();
  });

  it('forgets a token when its time is over', () => {
    const cache = new TokenCache(10);
    cache.keep('a', known('@a:x'));
    expect([cache.find('a', 99)?.userId, cache.find('a', 100)]).toEqual(['@a:x', undefined]);
  });
});
