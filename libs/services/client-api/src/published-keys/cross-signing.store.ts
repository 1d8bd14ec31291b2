import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { UserPlace } from '../users/local-users.js';

/** What a cross-signing key is for (Client-Server API, "Cross-signing"). */
export type KeyUsage = 'master' | 'self_signing' | 'user_signing';

export interface CrossSigningKey {
  readonly usage: KeyUsage;
  /** Unpadded Base64. */
  readonly publicKey: string;
  /** JSON as uploaded. */
  readonly key: string;
}

export interface StoredCrossSigningKey extends CrossSigningKey {
  readonly userId: string;
}

/** Table `cross_signing_keys`. */
@Injectable()
export class CrossSigningStore {
  /** Keys of users of one partition. */
  async list(db: Tx, partition: number, userIds: readonly string[]): Promise<StoredCrossSigningKey[]> {
    return db.query<StoredCrossSigningKey>({
      name: 'client-api.cross-signing-list',
      text: `SELECT user_id AS "userId", usage, public_key AS "publicKey", key FROM client_api.cross_signing_keys
             WHERE partition = $1 AND user_id = ANY($2::text[]) ORDER BY user_id, usage`,
      values: [partition, userIds],
    });
  }

  async put(tx: Tx, user: UserPlace, key: CrossSigningKey): Promise<void> {
    await tx.query({
      name: 'client-api.cross-signing-put',
      text: `INSERT INTO client_api.cross_signing_keys (partition, user_id, usage, public_key, key)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (partition, user_id, usage)
             DO UPDATE SET public_key = EXCLUDED.public_key, key = EXCLUDED.key`,
      values: [user.partition, user.userId, key.usage, key.publicKey, key.key],
    });
  }

  async remove(tx: Tx, user: UserPlace, usage: KeyUsage): Promise<void> {
    await tx.query({
      name: 'client-api.cross-signing-remove',
      text: 'DELETE FROM client_api.cross_signing_keys WHERE partition = $1 AND user_id = $2 AND usage = $3',
      values: [user.partition, user.userId, usage],
    });
  }
}
