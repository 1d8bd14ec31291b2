import { Inject, Injectable } from '@nestjs/common';
import { canonicalJson, encodeBase64Url, JsonError, type JsonObject, sha256 } from '@chappe/crypto';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import { LocalUsers } from '../users/local-users.js';
import { FILTER_BYTES_MAX, FILTERS_PER_USER_MAX } from './filter.limits.js';
import { FilterStore } from './filter.store.js';

/** Bytes of the digest that are the id: enough that no two filters of a user share one. */
const ID_BYTES = 15;

/** Filters that clients define (Client-Server API, "Filtering"). */
@Injectable()
export class Filters {
  constructor(
    private readonly store: FilterStore,
    private readonly localUsers: LocalUsers,
    private readonly postgres: Postgres,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Stores a filter; identical filters of a user have one id.
   * @returns its id, which never starts with `{`
   * @throws MatrixError M_BAD_JSON for numbers that canonical JSON has no form for, M_TOO_LARGE
   */
  async define(userId: string, filter: JsonObject): Promise<string> {
    const text = canonicalText(filter);
    const filterId = encodeBase64Url(sha256(text).subarray(0, ID_BYTES));
    const user = this.localUsers.placeOf(userId);
    await this.store.put(this.postgres, { ...user, filterId, filter: text, usedMs: this.clock.nowMs() });
    await this.store.trim(this.postgres, user, FILTERS_PER_USER_MAX);
    return filterId;
  }

  /** @returns JSON of the filter */
  find(userId: string, filterId: string): Promise<string | undefined> {
    return this.store.find(this.postgres, this.localUsers.placeOf(userId), filterId);
  }
}

function canonicalText(filter: JsonObject): string {
  let text: string;
  try {
    text = canonicalJson(filter);
  } catch (error) {
    if (error instanceof JsonError) throw MatrixError.badJson('A filter has integers only');
    throw error;
  }
  if (Buffer.byteLength(text) > FILTER_BYTES_MAX) {
    throw MatrixError.tooLarge(`A filter may have at most ${FILTER_BYTES_MAX} bytes`);
  }
  return text;
}
