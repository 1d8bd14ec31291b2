import type { RoomAlias } from './room-alias.js';
import type { ServerName } from './server-name.js';
import type { UserId } from './user-id.js';

/** The domain of an identifier: all that follows the first colon, port included. */
export function serverNameOf(id: UserId | RoomAlias): ServerName {
  return id.slice(id.indexOf(':') + 1) as ServerName;
}
