import { accountCommands, authMigrations, AuthModule, authSections } from '@chappe/auth';
import { authContract, roomContract, userDataContract, userLog } from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import { defineService } from '@chappe/process';

export const manifest = defineService({
  name: 'auth',
  title: 'accounts, sessions and devices',
  description: 'accounts, devices and their tokens, login and registration.',
  sections: authSections,
  // Auth and client-api both write the user log: whichever comes first makes its schema.
  migrationSets: [userLogMigrations, authMigrations],
  serves: [authContract],
  // What follows when an account is deactivated.
  calls: [roomContract, userDataContract],
  writes: [userLog],
  deactivation: { nothing: 'it ends the account itself, in the transaction of the request' },
  listeners: ['client'],
  module: AuthModule,
  commands: accountCommands('node apps/auth/dist/main.js user'),
});
