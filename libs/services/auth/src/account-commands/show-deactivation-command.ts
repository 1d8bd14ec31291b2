import type { OpenStore, StoreCommand } from '@chappe/process';
import { DeactivationStatuses } from '../deactivation/deactivation-statuses.js';
import type { DeactivationStatus } from '../deactivation/deactivation.js';
import { AccountCommandsModule } from './account-commands.module.js';

/** `user deactivation`: prints how far each service is. */
export class ShowDeactivationCommand implements StoreCommand {
  constructor(readonly name: string) {}

  /** @throws MatrixError when there is no such account */
  async run(open: OpenStore): Promise<void> {
    const store = await open(AccountCommandsModule);
    const statuses = await store.get(DeactivationStatuses).of(this.name);
    if (statuses.length === 0) process.stdout.write('the account is in use\n');
    for (const status of statuses) process.stdout.write(`${lineOf(status)}\n`);
  }
}

function lineOf({ service, handled, failed, error, passBeganAtMs, doneAtMs }: DeactivationStatus): string {
  const end = doneAtMs === undefined ? 'under way' : `done ${timeOf(doneAtMs)}`;
  const state = passBeganAtMs === undefined ? 'not begun' : end;
  const reason = error === undefined ? '' : `; ${error}`;
  return `${service}: ${state}, ${handled} handled, ${failed} not possible in the last pass${reason}`;
}

function timeOf(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
