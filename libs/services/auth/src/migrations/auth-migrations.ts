import type { MigrationSet } from '@chappe/postgres';
import { RegistrationToken } from '../registration-tokens/registration-token.entity.js';
import { accountsMigration } from './20261123-000100-accounts.js';
import { tokensMigration } from './20261123-000200-tokens.js';
import { interactiveAuthMigration } from './20261123-000300-interactive-auth.js';
import { guessingMigration } from './20261130-000100-guessing.js';
import { interactiveCallsMigration } from './20261130-000200-interactive-calls.js';
import { deactivationsMigration } from './20261130-000300-deactivations.js';
import { publishedDevicesMigration } from './20261201-000100-published-devices.js';

/** The schema `auth`: accounts, devices, tokens, user-interactive authentication. */
export const authMigrations: MigrationSet = {
  schema: 'auth',
  migrations: [
    accountsMigration,
    tokensMigration,
    interactiveAuthMigration,
    guessingMigration,
    interactiveCallsMigration,
    deactivationsMigration,
    publishedDevicesMigration,
  ],
  entities: [RegistrationToken],
};
