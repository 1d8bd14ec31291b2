import { accountCommands, authMigrations, AuthModule, authSections } from '@chappe/auth';
import { authContract } from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import type { ProcessDefinition } from '@chappe/process';

/** Accounts, devices and tokens as a process of its own. */
export const authProcess: ProcessDefinition = {
  name: 'auth',
  description: 'accounts, devices and their tokens, login and registration.',
  sections: authSections,
  // Auth and client-api both write the user log: whichever comes first makes its schema.
  migrationSets: [userLogMigrations, authMigrations],
  serves: [authContract],
  calls: [],
  module: AuthModule,
  commands: accountCommands('node apps/auth/dist/main.js user'),
};
