import * as matrixApi from '@chappe/matrix-api';
import { sendRequest, startServer, type TestClient, type TestServer } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostileRequest, hostileRequests } from './fixtures/hostile-requests.js';
import { type KnownUser, makeKnownUser } from './fixtures/known-user.js';

const AT_ONCE = 8;
/** No single request may take longer, on a busy machine of two cores. */
const ANSWER_MS_MAX = 10_000;

const DEFINITIONS = Object.values<unknown>(matrixApi)
  .filter((each): each is matrixApi.EndpointDefinition => typeof each === 'object' && each !== null && 'path' in each)
  .toSorted((a, b) => a.name.localeCompare(b.name));

describe('every endpoint', () => {
  let server: TestServer;
  let users = 0;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server?.remove());

  /** A user of her own for an endpoint: some requests log her out, lock her rooms or end her account. */
  const newUser = (endpoint: string): Promise<KnownUser> =>
    makeKnownUser(server.baseUrl, { name: `user-${++users}`, endpoint });

  async function check(client: TestClient, { target, body }: HostileRequest): Promise<void> {
    const startedMs = Date.now();
    const answer = await client.send(target, { ...(body !== undefined && { body }) });
    const said = `${target} ${String(body).slice(0, 200)}: ${answer.status} ${JSON.stringify(answer.body)}`;
    if (answer.status >= 500) expect.fail(said);
    // The first answer of user-interactive authentication is a 401 that names the flows and no error.
    const isRefusal = answer.status >= 400 && !(answer.status === 401 && 'flows' in answer.body);
    if (isRefusal && !Object.hasOwn(matrixApi.ERROR_STATUS, String(answer.body['errcode']))) expect.fail(said);
    if (Date.now() - startedMs > ANSWER_MS_MAX) expect.fail(`too slow: ${said}`);
  }

  it('is served', async () => {
    for (const { method, path } of DEFINITIONS) {
      const target = `${method} ${path.replaceAll(/:[a-zA-Z]+/g, 'text')}`;
      const { status, body } = await sendRequest(server.baseUrl, target);
      expect(`${target} ${status} ${String(body['errcode'])}`).not.toContain('M_UNRECOGNIZED');
    }
  });

  it.each(
    DEFINITIONS.filter(({ auth }) => auth.scheme !== 'none' && !('lookup' in auth)).map(
      ({ name, method, path, auth }) => ({
        name,
        method,
        path,
        auth,
      }),
    ),
  )('$name refuses a request without a token and one with an unknown token', async ({ method, path, auth }) => {
    const target = `${method} ${path.replaceAll(/:[a-zA-Z]+/g, 'text')}`;
    const unknown = await sendRequest(server.baseUrl, target, { token: 'nobody' });
    expect(unknown).toMatchObject({ status: 401, body: { errcode: 'M_UNKNOWN_TOKEN', soft_logout: false } });
    if ('optional' in auth) return;
    expect(await sendRequest(server.baseUrl, target)).toMatchObject({
      status: 401,
      body: { errcode: 'M_MISSING_TOKEN' },
    });
  });

  it.each(DEFINITIONS.map((definition) => ({ name: definition.name, definition })))(
    '$name answers junk with a Matrix error, never with a 500',
    async ({ definition }) => {
      let user = await newUser(definition.name);
      let done = 0;
      for (;;) {
        const batch = [...hostileRequests(definition, user.known)].slice(done, done + AT_ONCE);
        if (batch.length === 0) break;
        await Promise.all(batch.map((request) => check(user.client, request)));
        done += batch.length;
        if ((await user.client.send('GET /v3/account/whoami')).status !== 200) user = await newUser(definition.name);
      }
      expect(done).toBeGreaterThan(0);
    },
  );

  it('has logged no error', () => {
    expect(server.errors).toEqual([]);
  });
});
