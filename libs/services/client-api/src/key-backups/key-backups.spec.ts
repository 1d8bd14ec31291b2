import type { Postgres } from '@chappe/postgres';
import { describe, expect, it } from 'vitest';
import type { LocalUsers } from '../users/local-users.js';
import { BACKUP_REQUESTS_WAITING_MAX } from './key-backup.limits.js';
import type { KeyBackupStore } from './key-backup.store.js';
import { KeyBackups } from './key-backups.js';

const PAGE = { range: { version: 1 }, after: ['', ''] } as const;

/** Backups on a database that answers when it is told to. */
function startSlow() {
  const underWay: (() => void)[] = [];
  const answered = (): Promise<void> => new Promise((resolve) => underWay.push(resolve));
  const backups = new KeyBackups(
    {
      listKeys: () => answered().then(() => ({ keys: [], isLast: true })),
      find: () => Promise.resolve({}),
    } as unknown as KeyBackupStore,
    { placeOf: (userId: string) => ({ partition: 0, userId }) } as LocalUsers,
    { transaction: answered } as unknown as Postgres,
  );
  const endFirst = async (): Promise<void> => {
    underWay.shift()?.();
    await new Promise(setImmediate);
  };
  return { backups, underWay, endFirst };
}

describe('reads and changes of the backups of one user', () => {
  it('hold one connection, in turns, and keep nobody else waiting', async () => {
    const { backups, underWay, endFirst } = startSlow();
    const asked = [
      backups.listKeys('@alice:x', PAGE),
      backups.remove('@alice:x', 1),
      backups.listKeys('@alice:x', PAGE),
      backups.listKeys('@bob:x', PAGE),
    ];
    expect(underWay).toHaveLength(2);
    await endFirst();
    expect(underWay).toHaveLength(2);
    for (let i = 0; i < 3; i++) await endFirst();
    await Promise.all(asked);
  });

  it('are refused when too many wait', async () => {
    const { backups, underWay, endFirst } = startSlow();
    const asked = Array.from({ length: 1 + BACKUP_REQUESTS_WAITING_MAX }, () => backups.listKeys('@alice:x', PAGE));
    await expect(backups.listKeys('@alice:x', PAGE)).rejects.toMatchObject({ status: 503 });
    while (underWay.length > 0) await endFirst();
    await Promise.all(asked);
  });
});
