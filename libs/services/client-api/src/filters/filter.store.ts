import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { UserPlace } from '../users/local-users.js';

export interface StoredFilter {
  readonly filterId: string;
  /** Canonical JSON. */
  readonly filter: string;
}

/** Table `filters`. */
@Injectable()
export class FilterStore {
  async find(db: Tx, user: UserPlace, filterId: string): Promise<string | undefined> {
    const [row] = await db.query<{ filter: string }>({
      name: 'client-api.filter-find',
      text: 'SELECT filter FROM client_api.filters WHERE partition = $1 AND user_id = $2 AND filter_id = $3',
      values: [user.partition, user.userId, filterId],
    });
    return row?.filter;
  }

  async put(db: Tx, user: UserPlace, filter: StoredFilter & { readonly usedMs: number }): Promise<void> {
    await db.query({
      name: 'client-api.filter-put',
      text: `INSERT INTO client_api.filters (partition, user_id, filter_id, filter, used_ms) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (partition, user_id, filter_id) DO UPDATE SET used_ms = EXCLUDED.used_ms`,
      values: [user.partition, user.userId, filter.filterId, filter.filter, filter.usedMs],
    });
  }

  /** Forgets all but the most recently defined filters of a user. */
  async trim(db: Tx, user: UserPlace, keep: number): Promise<void> {
    await db.query({
      name: 'client-api.filter-trim',
      text: `DELETE FROM client_api.filters
             WHERE partition = $1 AND user_id = $2 AND filter_id IN (
               SELECT filter_id FROM client_api.filters WHERE partition = $1 AND user_id = $2
               ORDER BY used_ms DESC, filter_id OFFSET $3)`,
      values: [user.partition, user.userId, keep],
    });
  }
}
