import type { BackedUpKey, StoredBackup } from './key-backup.store.js';

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

/** JSON text of a stored key (KeyBackupData of the Client-Server API). */
export function keyText(key: BackedUpKey): string {
  return (
    `{"first_message_index":${key.firstMessageIndex},"forwarded_count":${key.forwardedCount},` +
    `"is_verified":${key.isVerified},"session_data":${key.sessionData}}`
  );
}
