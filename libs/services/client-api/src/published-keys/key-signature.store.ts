import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { UserPlace } from '../users/local-users.js';

/** A signature on a key of a user. */
export interface KeySignature extends UserPlace {
  /** The signed key: a device id or the public part of a cross-signing key. */
  readonly keyId: string;
  readonly signerUserId: string;
  /** With the algorithm: `ed25519:ABC`. */
  readonly signerKeyId: string;
  readonly signature: string;
}

/** Table `key_signatures`: signatures that were uploaded apart from the keys they are on. */
@Injectable()
export class KeySignatureStore {
  async put(tx: Tx, signatures: readonly KeySignature[]): Promise<void> {
    await tx.query({
      name: 'client-api.key-signatures-put',
      text: `INSERT INTO client_api.key_signatures
               (partition, user_id, key_id, signer_user_id, signer_key_id, signature)
             SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
               AS s (partition, user_id, key_id, signer_user_id, signer_key_id, signature)
             ORDER BY partition, user_id, key_id, signer_user_id, signer_key_id
             ON CONFLICT (partition, user_id, key_id, signer_user_id, signer_key_id)
             DO UPDATE SET signature = EXCLUDED.signature`,
      values: [
        signatures.map((row) => row.partition),
        signatures.map((row) => row.userId),
        signatures.map((row) => row.keyId),
        signatures.map((row) => row.signerUserId),
        signatures.map((row) => row.signerKeyId),
        signatures.map((row) => row.signature),
      ],
    });
  }

  /**
   * Signatures on the keys of users of one partition that `viewer` may see: by the users themselves and by the viewer
   * (Client-Server API, "Key and signature security").
   */
  async list(
    db: Tx,
    of: { readonly partition: number; readonly userIds: readonly string[] },
    viewer: string,
  ): Promise<KeySignature[]> {
    return db.query<KeySignature>({
      name: 'client-api.key-signatures-list',
      text: `SELECT partition, user_id AS "userId", key_id AS "keyId", signer_user_id AS "signerUserId",
                    signer_key_id AS "signerKeyId", signature
             FROM client_api.key_signatures
             WHERE partition = $1 AND user_id = ANY($2::text[]) AND signer_user_id IN (user_id, $3)
             ORDER BY user_id, key_id, signer_user_id, signer_key_id`,
      values: [of.partition, of.userIds, viewer],
    });
  }

  /** Removes all signatures on a key. */
  async removeOf(tx: Tx, user: UserPlace, keyId: string): Promise<void> {
    await tx.query({
      name: 'client-api.key-signatures-remove',
      text: 'DELETE FROM client_api.key_signatures WHERE partition = $1 AND user_id = $2 AND key_id = $3',
      values: [user.partition, user.userId, keyId],
    });
  }
}
