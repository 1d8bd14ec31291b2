import { NestFactory } from '@nestjs/core';
import { configOf, loadConfig, serverSection } from '@chappe/config';
import { Postgres } from '@chappe/postgres';
import type { OpenStore } from '@chappe/process';
import { RuntimeModule } from '@chappe/runtime';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { authSection } from '../auth.config.js';
import { createAuthDatabase, startAuth, type TestAuth } from '../fixtures/start-auth.js';
import { passwordAuth, registerUser } from '../fixtures/users.js';
import { ShowDeactivationCommand } from './show-deactivation-command.js';

let database: Awaited<ReturnType<typeof createAuthDatabase>>;
let auth: TestAuth;

beforeAll(async () => {
  database = await createAuthDatabase();
  auth = await startAuth({ database });
});
afterAll(async () => {
  await auth.stop();
  await database.drop();
});

/** As the command line does it: configuration, runtime and PostgreSQL, nothing else. */
const open: OpenStore = async (module) => {
  const flags = { 'server.name': 'example.org', 'server.partitionCount': '4' };
  const sections = [serverSection, authSection];
  const config = loadConfig(sections, { env: {}, flags });
  const providers = [
    ...sections.map((section) => ({ provide: configOf(section), useValue: config.of(section) })),
    { provide: Postgres, useValue: database.postgres },
  ];
  const exports = providers.map(({ provide }) => provide);
  const platform = { module: class PlatformModule {}, global: true, providers, exports };
  const root = { module: class CommandModule {}, imports: [platform, RuntimeModule, module] };
  return NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
};

async function printed(name: string): Promise<string> {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  try {
    await new ShowDeactivationCommand(name).run(open);
  } finally {
    write.mockRestore();
  }
  return written.join('');
}

it('tells how far each service is, for an account that is in use nothing, and refuses a name of nobody', async () => {
  const token = (await registerUser(auth, 'alice')).body.access_token;
  expect(await printed('alice')).toBe('the account is in use\n');
  const ask = (body: object) => auth.ask({ method: 'POST', path: '/v3/account/deactivate', token, body });
  const { session } = (await ask({})).body;
  await ask({ auth: passwordAuth(session, 'alice') });
  await auth.postgres.query({
    text: `UPDATE auth.deactivations SET claims = 9, pass_began_at_ms = 1, handled = 3, failed = 2, error = 'why',
             due_at_ms = 9e15, done_at_ms = CASE WHEN service = 'client-api' THEN 0 END`,
  });
  expect(await printed('@alice:example.org')).toBe(
    'client-api: done 1970-01-01T00:00:00.000Z, 3 handled, 2 not possible in the last pass; why\n' +
      'room: under way, 3 handled, 2 not possible in the last pass; why\n',
  );
  await expect(printed('nobody')).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
});
