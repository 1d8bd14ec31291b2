import { roomContract, userDataContract } from '@chappe/contracts';
import type { ProcessDefinition } from '@chappe/process';
import { SyncModule, syncSections } from '@chappe/sync';

/** Sync as a process of its own. */
export const syncProcess: ProcessDefinition = {
  name: 'sync',
  description:
    '/sync from views in memory that follow the logs. Owns no tables: `migrate` has nothing of its own to do.',
  sections: syncSections,
  migrationSets: [],
  serves: [],
  calls: [roomContract, userDataContract],
  module: SyncModule,
};
