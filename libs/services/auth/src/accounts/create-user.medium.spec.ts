import { NestFactory } from '@nestjs/core';
import { configOf, loadConfig, serverSection } from '@chappe/config';
import { Postgres } from '@chappe/postgres';
import { RuntimeModule } from '@chappe/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authSection } from '../auth.config.js';
import { createAuthDatabase, startAuth, type TestAuth } from '../fixtures/start-auth.js';
import { logIn, PASSWORD } from '../fixtures/users.js';
import { AccountsModule } from './accounts.module.js';
import { CreateUser } from './create-user.js';

let database: Awaited<ReturnType<typeof createAuthDatabase>>;
let auth: TestAuth;

beforeAll(async () => {
  database = await createAuthDatabase();
  auth = await startAuth({ database, registration: 'closed' });
});
afterAll(async () => {
  await auth.stop();
  await database.drop();
});

describe('making an account on the command line', () => {
  it('needs configuration, runtime and PostgreSQL only, and works beside a running server', async () => {
    const flags = { 'server.name': 'example.org', 'server.partitionCount': '4' };
    const sections = [serverSection, authSection];
    const config = loadConfig(sections, { env: {}, flags });
    const providers = [
      ...sections.map((section) => ({ provide: configOf(section), useValue: config.of(section) })),
      { provide: Postgres, useValue: database.postgres },
    ];
    const exports = providers.map(({ provide }) => provide);
    const platform = { module: class PlatformModule {}, global: true, providers, exports };
    const root = { module: class CommandModule {}, imports: [platform, RuntimeModule, AccountsModule] };
    const context = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
    const user = { name: 'operator', password: PASSWORD, admin: true };
    expect(await context.get(CreateUser, { strict: false }).createUser(user)).toBe('@operator:example.org');
    await context.close();
    expect((await logIn(auth, 'operator')).status).toBe(200);
  });
});
