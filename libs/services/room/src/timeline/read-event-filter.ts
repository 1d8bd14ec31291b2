import { JsonError, parseJson, type JsonValue } from '@chappe/crypto';
import { parseRoomEventFilter, type RoomEventFilter } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';

/**
 * The RoomEventFilter of a request; without one everything is included (client-server-api, "Filtering").
 * @throws MatrixError M_BAD_JSON, M_INVALID_PARAM
 */
export function readEventFilter(json: Buffer): RoomEventFilter {
  if (json.length === 0) return {};
  const filter = parseRoomEventFilter(parse(json));
  if ('error' in filter) throw MatrixError.invalidParam(filter.error);
  return filter;
}

function parse(json: Buffer): JsonValue {
  try {
    return parseJson(json.toString());
  } catch (error) {
    if (error instanceof JsonError) throw MatrixError.badJson('The filter is no JSON');
    throw error;
  }
}
