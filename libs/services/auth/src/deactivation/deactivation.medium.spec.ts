import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEACTIVATION_RETRY_MS, DEACTIVATION_SETTLE_MS } from '../auth.limits.js';
import { FakeHooks } from '../fixtures/fake-hooks.js';
import { DeactivationStore } from './deactivation.store.js';
import { createAuthDatabase, startAuth, type TestAuth } from '../fixtures/start-auth.js';
import { passwordAuth, registerUser } from '../fixtures/users.js';

const ALICE = '@alice:example.org';
const PASS = ['room ', 'room a', 'room b'];

let database: Awaited<ReturnType<typeof createAuthDatabase>>;
let hooks: FakeHooks;
let auth: TestAuth;

beforeEach(async () => {
  database = await createAuthDatabase();
  await start();
});
afterEach(async () => {
  await auth.stop();
  await database.drop();
});

async function start(): Promise<void> {
  auth = await startAuth({ database });
  hooks = new FakeHooks(auth);
}

async function deactivate(erase: boolean): Promise<void> {
  const token = (await registerUser(auth, 'alice')).body.access_token;
  const ask = (body: object) => auth.ask({ method: 'POST', path: '/v3/account/deactivate', token, body });
  const { session } = (await ask({ erase })).body;
  expect((await ask({ erase, auth: passwordAuth(session, 'alice') })).status).toBe(200);
}

interface Row {
  readonly service: string;
  readonly next: string;
  readonly handled: number;
  readonly failed: number;
  readonly error: string | null;
  readonly done: boolean;
}

async function rows(): Promise<Row[]> {
  return auth.postgres.query<Row>({
    text: `SELECT service, next, handled, failed, error, done_at_ms IS NOT NULL AS done
           FROM auth.deactivations WHERE user_id = $1 ORDER BY service`,
    values: [ALICE],
  });
}

/** As if it had passed on the database's clock. */
async function passTime(durationMs: number): Promise<void> {
  await auth.postgres.query({
    text: 'UPDATE auth.deactivations SET requested_at_ms = requested_at_ms - $1, due_at_ms = due_at_ms - $1',
    values: [durationMs],
  });
}

describe('after a deactivation', () => {
  it('each service does all its steps, at once and again when no session can be believed in any more', async () => {
    await auth.postgres.query({ text: 'UPDATE room.partitions SET position = 5 + partition' });
    await deactivate(true);
    await expect.poll(() => hooks.steps.toSorted(), POLL).toEqual(['data ', ...PASS]);
    expect(hooks.requests[0]).toMatchObject({ userId: ALICE, erase: true, roomPositions: [5, 6, 7, 8] });
    expect((await rows()).map(({ done }) => done)).toEqual([false, false]);
    await passTime(DEACTIVATION_SETTLE_MS);
    await expect.poll(async () => (await rows()).every(({ done }) => done), POLL).toBe(true);
    expect(hooks.steps.toSorted()).toEqual(['data ', 'data ', ...[...PASS, ...PASS].toSorted()]);
    expect(await rows()).toMatchObject([
      { handled: 14, failed: 0 },
      { handled: 10, failed: 0, error: null },
    ]);
  });

  it('what was not possible is tried again, until it is', async () => {
    hooks.failed = 1;
    await deactivate(false);
    await expect.poll(async () => (await rows())[1]?.error, POLL).toBe('1 could not be handled in the last pass');
    hooks.failed = 0;
    await passTime(DEACTIVATION_SETTLE_MS + DEACTIVATION_RETRY_MS);
    await expect.poll(async () => (await rows()).every(({ done }) => done), POLL).toBe(true);
    expect(hooks.requests.every(({ erase }) => !erase)).toBe(true);
    expect((await rows())[1]).toMatchObject({ failed: 0, error: null });
  });

  it('a service that is away is asked again for the step that it did not do', async () => {
    hooks.isAway = true;
    await deactivate(true);
    await expect.poll(async () => (await rows())[1]?.error, POLL).toMatch(/the room service is away/);
    hooks.isAway = false;
    await passTime(DEACTIVATION_RETRY_MS);
    await expect.poll(() => hooks.requests.length, POLL).toBe(PASS.length);
  });

  it('another process goes on from the last step that was written down', async () => {
    hooks.isAway = true;
    await deactivate(true);
    await auth.stop();
    await database.postgres.query({
      text: "UPDATE auth.deactivations SET next = 'b', pass_began_at_ms = 1, due_at_ms = 0 WHERE service = 'room'",
    });
    await start();
    await expect.poll(() => hooks.steps.filter((step) => step.startsWith('room')), POLL).toEqual(['room b']);
  });

  it('a claim that has run out is worth nothing: who took it over writes down how far it is', async () => {
    await deactivate(true);
    await expect.poll(() => hooks.steps.length, POLL).toBe(4);
    const store = auth.app.get(DeactivationStore, { strict: false });
    const claim = { services: ['room'], claimMs: 1_000, limit: 1 };
    await auth.postgres.query({ text: 'UPDATE auth.deactivations SET due_at_ms = 0' });
    const [lost] = await store.claim(auth.postgres, claim);
    await auth.postgres.query({ text: 'UPDATE auth.deactivations SET due_at_ms = 0' });
    const [taken] = await store.claim(auth.postgres, claim);
    const end = { pauseMs: 1_000, isPassed: false, settleMs: 0, error: undefined };
    const progress = { next: 'b', handled: 1, failed: 0, ...end };
    expect(await store.advance(auth.postgres, lost!, progress)).toBe(false);
    expect(await store.advance(auth.postgres, taken!, progress)).toBe(true);
  });

  it('goes by the clock of the database: one of a process that jumps puts nothing off', async () => {
    auth.later(60 * 60_000);
    await deactivate(true);
    await expect.poll(() => hooks.steps.length, POLL).toBe(4);
    auth.later(-2 * 60 * 60_000);
    await passTime(DEACTIVATION_SETTLE_MS);
    await expect.poll(async () => (await rows()).every(({ done }) => done), POLL).toBe(true);
  });
});

describe('accounts that were deactivated before', () => {
  it('get what no row says when a process starts: of the release before, or of a service that came since', async () => {
    hooks.isAway = true;
    await deactivate(true);
    await auth.stop();
    await database.postgres.query({ text: "DELETE FROM auth.deactivations WHERE service = 'room'" });
    await start();
    await expect.poll(() => hooks.requests.length, POLL).toBeGreaterThan(0);
    expect(hooks.requests[0]).toMatchObject({ userId: ALICE, erase: true, roomPositions: [] });
  });
});

const POLL = { timeout: 15_000 };
