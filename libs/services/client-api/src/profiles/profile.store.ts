import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { UserPlace } from '../users/local-users.js';

/** Table `profiles`. */
@Injectable()
export class ProfileStore {
  /** @returns JSON object of the fields */
  async find(db: Tx, user: UserPlace): Promise<string | undefined> {
    const [row] = await db.query<{ fields: string }>({
      name: 'client-api.profile-find',
      text: 'SELECT fields FROM client_api.profiles WHERE partition = $1 AND user_id = $2',
      values: [user.partition, user.userId],
    });
    return row?.fields;
  }

  /** Locks the profile until `tx` ends, making an empty one when there is none. */
  async lock(tx: Tx, user: UserPlace): Promise<string> {
    const [row] = await tx.query<{ fields: string }>({
      name: 'client-api.profile-lock',
      text: `INSERT INTO client_api.profiles AS p (partition, user_id, fields) VALUES ($1, $2, '{}')
             ON CONFLICT (partition, user_id) DO UPDATE SET fields = p.fields RETURNING fields`,
      values: [user.partition, user.userId],
    });
    return row?.fields ?? '{}';
  }

  async put(tx: Tx, user: UserPlace, fields: string): Promise<void> {
    await tx.query({
      name: 'client-api.profile-put',
      text: 'UPDATE client_api.profiles SET fields = $3 WHERE partition = $1 AND user_id = $2',
      values: [user.partition, user.userId, fields],
    });
  }
}
