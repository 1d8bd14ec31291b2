import { roomContract, roomLog, typingTopic, userDataContract, userLog } from '@chappe/contracts';
import { defineService } from '@chappe/process';
import { SyncModule, syncSections } from '@chappe/sync';

export const manifest = defineService({
  name: 'sync',
  title: 'what changed since a token',
  description:
    '/sync from views in memory that follow the logs. Owns no tables: `migrate` has nothing of its own to do.',
  sections: syncSections,
  calls: [roomContract, userDataContract],
  reads: [roomLog, userLog, typingTopic],
  deactivation: { nothing: 'it keeps nothing that it does not read from others, and follows the logs' },
  listeners: ['client'],
  isSticky: true,
  scaling: 'lag',
  module: SyncModule,
});
