import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import { In } from 'typeorm';
import type { UserPlace } from '../users/local-users.js';
import { Filter } from './filter.entity.js';

/** Rows of `client_api.filters`. */
@Injectable()
export class FilterStore {
  /** @returns canonical JSON */
  async find(db: Tx, { partition, userId }: UserPlace, filterId: string): Promise<string | undefined> {
    const found = await db.entities(Filter, (filters) => filters.findOneBy({ partition, userId, filterId }));
    return found?.filter;
  }

  /** Adds a filter; of one that is there already it notes when it was defined again. */
  async put(db: Tx, filter: Filter): Promise<void> {
    await db.entities(Filter, (filters) =>
      filters
        .createQueryBuilder()
        .insert()
        .values(filter)
        .orUpdate(['used_ms'], ['partition', 'user_id', 'filter_id'])
        .updateEntity(false)
        .execute(),
    );
  }

  /** Forgets all but the most recently defined filters of a user. */
  async trim(db: Tx, { partition, userId }: UserPlace, keep: number): Promise<void> {
    await db.entities(Filter, async (filters) => {
      const excess = await filters.find({
        select: { filterId: true },
        where: { partition, userId },
        order: { usedMs: 'DESC', filterId: 'ASC' },
        skip: keep,
      });
      if (excess.length === 0) return;
      await filters.delete({ partition, userId, filterId: In(excess.map(({ filterId }) => filterId)) });
    });
  }
}
