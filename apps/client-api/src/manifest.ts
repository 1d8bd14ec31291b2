import { ClientApiModule, clientApiMigrations, clientApiSections } from '@chappe/client-api';
import {
  authContract,
  publishedDevices,
  roomContract,
  typingTopic,
  userDataContract,
  userLog,
} from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import { defineService } from '@chappe/process';

export const manifest = defineService({
  name: 'client-api',
  title: 'the Client-Server API',
  description: 'the Client-Server API, but for login and sync; profiles, device keys, to-device queues, account data.',
  sections: clientApiSections,
  // Client-api and auth both write the user log: whichever comes first makes its schema.
  migrationSets: [userLogMigrations, clientApiMigrations],
  serves: [userDataContract],
  calls: [authContract, roomContract],
  writes: [userLog, typingTopic],
  reads: [userLog],
  views: [publishedDevices],
  deactivation: { hook: userDataContract },
  listeners: ['client'],
  module: ClientApiModule,
});
