import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { UserPlace } from '../users/local-users.js';
import { Profile } from './profile.entity.js';

/** Rows of `client_api.profiles`. */
@Injectable()
export class ProfileStore {
  /** @returns JSON object of the fields */
  async find(db: Tx, { partition, userId }: UserPlace): Promise<string | undefined> {
    const profile = await db.entities(Profile, (profiles) => profiles.findOneBy({ partition, userId }));
    return profile?.fields;
  }

  /** Locks the profile until `tx` ends, making an empty one when there is none. TypeORM has no words for that. */
  async lock(tx: Tx, user: UserPlace): Promise<string> {
    const [row] = await tx.query<{ fields: string }>({
      name: 'client-api.profile-lock',
      text: `INSERT INTO client_api.profiles AS p (partition, user_id, fields) VALUES ($1, $2, '{}')
             ON CONFLICT (partition, user_id) DO UPDATE SET fields = p.fields RETURNING fields`,
      values: [user.partition, user.userId],
    });
    return row?.fields ?? '{}';
  }

  async put(tx: Tx, { partition, userId }: UserPlace, fields: string): Promise<void> {
    await tx.entities(Profile, (profiles) => profiles.update({ partition, userId }, { fields }));
  }
}
