import { parseRoomAlias, type RoomAlias } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';

/**
 * Reads a room alias of a request.
 * @throws MatrixError M_INVALID_PARAM for what is no alias (client-server-api, "Room aliases")
 */
export function readAlias(text: string): RoomAlias {
  const alias = parseRoomAlias(text);
  if (!alias) throw MatrixError.invalidParam('Room alias invalid');
  return alias;
}
