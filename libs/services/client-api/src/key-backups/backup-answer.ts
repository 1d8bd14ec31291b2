import type { StoredBackup } from './key-backup-version.store.js';

/** What changes of the stored keys are answered with. */
export interface KeysChangedAnswer {
  readonly etag: string;
  readonly count: number;
}

/** The answer to a change of a backup's keys. */
export function keysChangedAnswer(backup: StoredBackup): KeysChangedAnswer {
  return { etag: String(backup.etag), count: backup.keyCount };
}

/** JSON text of the information about a backup. */
export function backupText(backup: StoredBackup): string {
  const { version, algorithm, authData } = backup;
  const members = JSON.stringify({ ...keysChangedAnswer(backup), version: String(version), algorithm });
  return `${members.slice(0, -1)},"auth_data":${authData}}`;
}
