import { describe, expect, it } from 'vitest';
import { ServerAddress } from './server-address.js';
import { ServerDiscoveryEndpoints } from './server-discovery.endpoints.js';

const addressOf = (publicBaseUrl?: string) => new ServerAddress(publicBaseUrl === undefined ? {} : { publicBaseUrl });
const endpointsOf = (publicBaseUrl?: string) =>
  new ServerDiscoveryEndpoints(addressOf(publicBaseUrl), { defaultRoomVersion: '11' });

describe('GET /versions', () => {
  it('lists a version that current clients accept, and no feature that is off', async () => {
    const { versions, unstable_features } = await endpointsOf().getVersions();
    expect(versions).toEqual(['v1.1']);
    expect(Object.values(unstable_features)).not.toContain(false);
  });
});

describe('GET /.well-known/matrix/client', () => {
  it('names the configured base URL without its trailing slash', async () => {
    const answer = await endpointsOf('https://matrix.example.org/').getWellKnownClient();
    expect(answer).toEqual({ 'm.homeserver': { base_url: 'https://matrix.example.org' } });
  });

  it('is M_NOT_FOUND when none is configured', async () => {
    const answer = endpointsOf().getWellKnownClient();
    await expect(answer).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
  });
});

describe('GET /capabilities', () => {
  it('says what works, and what clients would otherwise take for granted', async () => {
    const { capabilities } = await endpointsOf().getCapabilities();
    expect(capabilities).toMatchObject({
      'm.room_versions': { default: '11', available: { '1': 'stable', '5': 'stable', '12': 'stable' } },
      'm.change_password': { enabled: true },
      'm.profile_fields': { enabled: true },
      'm.3pid_changes': { enabled: false },
    });
  });
});

describe('what the server has none of', () => {
  it.each(['getTurnServer', 'getProtocols'] as const)('is told by an answer without it: %s', async (name) => {
    expect(await endpointsOf()[name]()).toEqual({});
  });
});

describe('the address of the server', () => {
  const seenBy = (headers: Record<string, string>, publicBaseUrl?: string) =>
    addressOf(publicBaseUrl).seenBy((name) => headers[name] ?? '');

  it.each([
    [{ host: 'localhost:8008' }, undefined, 'http://localhost:8008'],
    [{ host: '[::1]:8008' }, undefined, 'http://[::1]:8008'],
    [{ host: 'm.example.org', 'x-forwarded-proto': 'https' }, undefined, 'https://m.example.org'],
    [{ host: 'm.example.org', 'x-forwarded-proto': 'javascript' }, undefined, 'http://m.example.org'],
    [{ host: 'evil.example' }, 'https://m.example.org', 'https://m.example.org'],
    [{ host: '"><script>' }, undefined, undefined],
    [{}, undefined, undefined],
  ])('as seen by a request with %j, configured as %s, is %s', (headers, configured, expected) => {
    expect(seenBy(headers as Record<string, string>, configured)).toBe(expected);
  });
});
