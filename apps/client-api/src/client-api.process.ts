import { ClientApiModule, clientApiMigrations, clientApiSections } from '@chappe/client-api';
import { authContract, roomContract, userDataContract } from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import type { ProcessDefinition } from '@chappe/process';

/** The Client-Server API, but for login and sync, as a process of its own. */
export const clientApiProcess: ProcessDefinition = {
  name: 'client-api',
  description: 'the Client-Server API, but for login and sync; profiles, device keys, to-device queues, account data.',
  sections: clientApiSections,
  // Client-api and auth both write the user log: whichever comes first makes its schema.
  migrationSets: [userLogMigrations, clientApiMigrations],
  serves: [userDataContract],
  calls: [roomContract, authContract],
  module: ClientApiModule,
};
