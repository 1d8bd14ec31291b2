import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { UserDataServiceDefinition } from '@chappe/contracts';
import { JsonError, parseJson, type JsonValue } from '@chappe/crypto';
import { parseFilter } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { SyncFilter } from '../select/sync-filter.js';
import { FILTER_CHARACTERS_KEPT_MAX, FILTER_CHARACTERS_MAX, FILTERS_KEPT } from '../sync.limits.js';
import type { UserDataService } from '../views/users/user-data-service.js';

const NO_FILTER = new SyncFilter({}, '');

/** The `filter` of a request, parsed: an ID when its first character is no `{` (Client-Server API, `/sync`). */
@Injectable()
export class SyncFilters {
  readonly #kept = new LRUCache<string, SyncFilter>({ max: FILTERS_KEPT });

  constructor(
    @Inject(clientOf(UserDataServiceDefinition)) private readonly userData: Pick<UserDataService, 'getFilter'>,
  ) {}

  /** @throws MatrixError M_INVALID_PARAM for a filter that is none, M_NOT_FOUND for an unknown ID */
  async read(userId: string, text: string | undefined): Promise<SyncFilter> {
    if (text === undefined || text === '') return NO_FILTER;
    if (text.length > FILTER_CHARACTERS_MAX) throw MatrixError.invalidParam('filter is too long');
    const isInline = text.startsWith('{');
    const key = isInline ? text : `${userId} ${text}`;
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const source = isInline ? text : await this.#stored(userId, text);
    const filter = compile(source, key);
    if (source.length <= FILTER_CHARACTERS_KEPT_MAX) this.#kept.set(key, filter);
    return filter;
  }

  async #stored(userId: string, filterId: string): Promise<string> {
    const { filter } = await this.userData.getFilter({ userId, filterId });
    return filter.toString();
  }
}

function compile(text: string, key: string): SyncFilter {
  const filter = parseFilter(parse(text));
  if ('error' in filter) throw MatrixError.invalidParam(filter.error);
  return new SyncFilter(filter, key);
}

function parse(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) throw MatrixError.invalidParam('filter is not JSON');
    throw error;
  }
}
