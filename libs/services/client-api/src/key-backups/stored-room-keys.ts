import { Injectable } from '@nestjs/common';
import type { BackedUpKey, KeyRange } from './backed-up-key.store.js';
import { KeyBackups } from './key-backups.js';
import { BACKUP_PAGE_KEYS } from './key-backup.limits.js';
import { keyText } from './key-text.js';

/** Puts the JSON of stored keys together, a page of the table at a time. */
@Injectable()
export class StoredRoomKeys {
  constructor(private readonly backups: KeyBackups) {}

  /**
   * JSON texts of the sessions by room: `"<session id>":{…}`.
   * @throws MatrixError M_NOT_FOUND for the version
   */
  async sessions(userId: string, range: KeyRange): Promise<Map<string, string[]>> {
    const rooms = new Map<string, string[]>();
    let last: BackedUpKey | undefined;
    do {
      const after = [last?.roomId ?? '', last?.sessionId ?? ''] as const;
      const page = await this.backups.listKeys(userId, { range, after, limit: BACKUP_PAGE_KEYS });
      for (const key of page) {
        const sessions = rooms.get(key.roomId) ?? [];
        sessions.push(`${JSON.stringify(key.sessionId)}:${keyText(key)}`);
        rooms.set(key.roomId, sessions);
      }
      last = page.length === BACKUP_PAGE_KEYS ? page.at(-1) : undefined;
    } while (last);
    return rooms;
  }
}

/** JSON of a room's keys. */
export function roomText(sessions: readonly string[]): string {
  return `{"sessions":{${sessions.join(',')}}}`;
}
