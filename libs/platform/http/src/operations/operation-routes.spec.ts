import { afterEach, describe, expect, it } from 'vitest';
import { startHttp, type TestHttp } from '../fixtures/start-http.js';

const TOKEN = 'a token for those who watch';
let http: TestHttp | undefined;
afterEach(() => http?.app.close());

async function statusOf(setting: string, headers: Record<string, string>, remoteAddress = '10.1.2.3'): Promise<number> {
  const flags = { 'http.metrics': setting, 'http.metricsToken': TOKEN };
  http = await startHttp([], { flags });
  return (await http.app.inject({ url: '/_chappe/metrics', headers, remoteAddress })).statusCode;
}

describe('metrics', () => {
  it.each([
    ['private', {}, 200],
    ['private', { 'x-forwarded-for': '10.1.1.1' }, 404],
    ['token', {}, 404],
    ['token', { authorization: 'Bearer wrong' }, 404],
    ['token', { authorization: `Bearer ${TOKEN}` }, 200],
    ['token', { authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '203.0.113.1' }, 200],
    ['open', {}, 200],
    ['off', { authorization: `Bearer ${TOKEN}` }, 404],
  ])('with metrics: %s and %j are answered %d', async (setting, headers: Record<string, string>, status) => {
    expect(await statusOf(setting, headers)).toBe(status);
  });

  it('refuse to start without the token that they need', async () => {
    await expect(startHttp([], { flags: { 'http.metrics': 'token' } })).rejects.toThrow('needs "http.metricsToken"');
  });
});
