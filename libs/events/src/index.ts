export { parseDeviceId, DEVICE_ID_CHARACTERS_MAX, type DeviceId } from './identifiers/device-id.js';
export { parseEventId, type EventId } from './identifiers/event-id.js';
export { IDENTIFIER_BYTES_MAX } from './identifiers/identifier-text.js';
export { parseRoomAlias, type RoomAlias } from './identifiers/room-alias.js';
export { parseRoomId, type RoomId } from './identifiers/room-id.js';
export { parseServerName, SERVER_NAME_CHARACTERS_MAX, type ServerName } from './identifiers/server-name.js';
export { serverNameOf } from './identifiers/server-name-of.js';
export { localpartOf, parseNewLocalpart, parseUserId, type UserId } from './identifiers/user-id.js';
