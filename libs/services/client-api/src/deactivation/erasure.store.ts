import { Injectable } from '@nestjs/common';
import { userLog } from '@chappe/contracts';
import type { Tx } from '@chappe/postgres';
import type { UserPlace } from '../users/local-users.js';

/** What is removed of an erased user, besides the signatures on others' keys. */
export const ERASED_TABLES = [
  'profiles',
  'account_data',
  'filters',
  'device_keys',
  'one_time_keys',
  'fallback_keys',
  'cross_signing_keys',
  'key_signatures',
  'key_backup_keys',
  'key_backup_versions',
  'key_backup_owners',
  'to_device_messages',
  'to_device_transactions',
] as const;

/** Kinds of entries whose payload says what the user, or somebody to the user, has said. */
const TOLD = [userLog.kinds.accountData.id, userLog.kinds.profile.id, userLog.kinds.toDevice.id];

/** Removes what is kept of a user. */
@Injectable()
export class ErasureStore {
  /** @returns how many rows went */
  async remove(
    tx: Tx,
    { partition, userId }: UserPlace,
    rows: { readonly table: (typeof ERASED_TABLES)[number]; readonly limit: number },
  ): Promise<number> {
    const table = `client_api.${rows.table}`;
    const removed = await tx.query({
      label: 'client-api.erase',
      text: `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
               SELECT ctid FROM ${table} WHERE partition = $1 AND user_id = $2 LIMIT $3)) RETURNING 1`,
      values: [partition, userId, rows.limit],
    });
    return removed.length;
  }

  /** Signatures that the user put on other users' keys, in all partitions. @returns how many rows went */
  async removeSignatures(tx: Tx, userId: string, limit: number): Promise<number> {
    const removed = await tx.query({
      name: 'client-api.erase-signatures',
      text: `DELETE FROM client_api.key_signatures WHERE ctid = ANY(ARRAY(
               SELECT ctid FROM client_api.key_signatures
               WHERE signer_user_id = $1 AND signer_user_id <> user_id LIMIT $2)) RETURNING 1`,
      values: [userId, limit],
    });
    return removed.length;
  }

  /** Empties entries of the user in a range of positions, `after` excluded; the log stays without a gap. */
  async emptyEntries(tx: Tx, { partition, userId }: UserPlace, range: { after: number; to: number }): Promise<number> {
    const emptied = await tx.query({
      name: 'client-api.erase-entries',
      text: `UPDATE user_log.log SET payload = '' WHERE partition = $1 AND position > $2 AND position <= $3
               AND key = $4 AND kind = ANY($5) AND payload <> '' RETURNING 1`,
      values: [partition, range.after, range.to, userId, TOLD],
    });
    return emptied.length;
  }
}
