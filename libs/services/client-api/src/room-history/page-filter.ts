import { JsonError, type JsonValue, parseJson } from '@chappe/crypto';
import { parseRoomEventFilter, type RoomEventFilter } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { PAGE_EVENTS_DEFAULT, PAGE_EVENTS_MAX } from './room-history.limits.js';

/** What a page is to hold, as the room service takes it. */
export interface PageFilter {
  readonly limit: number;
  /** JSON of the filter; empty: none. */
  readonly filter: Buffer;
}

/**
 * Reads the query parameters `limit` and `filter` of a request for a page of events. A limit in the filter counts too,
 * the smaller one wins; above {@link PAGE_EVENTS_MAX} it is lowered.
 * @throws MatrixError M_INVALID_PARAM
 */
export function readPageFilter(query: { readonly limit?: number; readonly filter?: string }): PageFilter {
  const filter = query.filter === undefined ? undefined : readFilter(query.filter);
  const limits = [query.limit, filter?.limit].filter((limit) => limit !== undefined);
  const limit = limits.length === 0 ? PAGE_EVENTS_DEFAULT : Math.min(...limits, PAGE_EVENTS_MAX);
  return { limit, filter: filter ? Buffer.from(JSON.stringify(filter)) : Buffer.alloc(0) };
}

function readFilter(text: string): RoomEventFilter {
  let json: JsonValue;
  try {
    json = parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) throw MatrixError.invalidParam('The filter is not JSON');
    throw error;
  }
  const filter = parseRoomEventFilter(json);
  if ('error' in filter) throw MatrixError.invalidParam(filter.error);
  return filter;
}
