import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { DeactivationStatuses } from './deactivation-statuses.js';
import { DeactivationStore } from './deactivation.store.js';

/** What is written down of deactivations. Needs configuration, runtime and PostgreSQL only. */
@Module({
  imports: [AccountsModule],
  providers: [DeactivationStatuses, DeactivationStore],
  exports: [DeactivationStatuses, DeactivationStore],
})
export class DeactivationStatusesModule {}
