import * as matrixApi from '@chappe/matrix-api';
import type { EndpointDefinition } from '@chappe/matrix-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttp, type TestHttp } from './fixtures/start-http.js';
import { echo } from './fixtures/test-endpoints.js';

const DEFINITIONS = Object.values<unknown>(matrixApi).filter(
  (each): each is EndpointDefinition => typeof each === 'object' && each !== null && 'path' in each,
);

let http: TestHttp;

beforeAll(async () => {
  http = await startHttp(DEFINITIONS.map(echo));
});
afterAll(() => http.app.close());

/** Characters that break parsers, more often than letters. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\0',
      '%',
      '/',
      '?',
      '#',
      '@',
      ':',
      '!',
      '$',
      '\ud83d',
      '\n',
      '..',
      '%00',
      '%2F',
      '%ff',
      '__proto__',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  ),
  maxLength: 20,
});

const nastyJson = fc.oneof(
  fc.json({ stringUnit: 'binary' }),
  fc.string(),
  fc.constantFrom('', '{}', '[]', 'null', '1e999', '{"a":-0}', '{"__proto__":1}', '{"a":"\\u0000"}', '\ufeff{}'),
);

const identifiers = fc.constantFrom('!r:x.org', '@u:x.org', '$event', '#alias:x.org', 'm.room.name');

function fill(path: string, values: readonly string[]): string {
  let at = 0;
  return path.replaceAll(/:[a-zA-Z]+/g, () => values[at++ % values.length] ?? '');
}

describe('hostile input', () => {
  it('never gives a 500, whatever path, query and body hold', async () => {
    const part = fc.oneof(
      identifiers,
      nasty,
      nasty.map((text) => encodeURIComponent(text.toWellFormed())),
    );
    const requests = fc.record({
      definition: fc.constantFrom(...DEFINITIONS),
      parts: fc.array(part, { minLength: 1, maxLength: 3 }),
      query: fc.array(fc.tuple(fc.constantFrom('from', 'dir', 'limit', 'via', 'kind', 'version', 'timeout'), part)),
      body: nastyJson,
      token: fc.constantFrom('alice', 'guest', 'admin', '', 'nobody', '\t'),
    });
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(requests, async ({ definition, parts, query, body, token }) => {
        const search = query.map(([key, value]) => `${key}=${value}`).join('&');
        const response = await http.app.inject({
          method: definition.method,
          url: encodeURI(`${fill(definition.path, parts)}?${search}`.toWellFormed()).replaceAll('%25', '%'),
          headers: { authorization: `Bearer ${token}` },
          ...(definition.method !== 'GET' && { payload: body }),
        });
        statuses.add(response.statusCode);
        expect(response.statusCode).toBeLessThan(500);
        if (response.statusCode >= 400) expect(response.json<{ errcode: string }>().errcode).toMatch(/^M_/);
      }),
      { numRuns: 2_000 },
    );
    // The inputs reach the handlers as well as every guard before them.
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404]));
  }, 60_000);
});
