import Type, { type Static } from 'typebox';
import { BATCH_BODY_BYTES_MAX } from '../endpoint/body.limits.js';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { EmptyAnswer } from '../schemas/empty-answer.js';
import { RoomIdString } from '../schemas/identifiers.js';
import { JsonContent } from '../schemas/json-content.js';
import { mapOf } from '../schemas/map-of.js';
import { NaturalNumber } from '../schemas/numbers.js';

const VersionPath = Type.Object({ version: Type.String() });
const VersionQuery = Type.Object({ version: Type.String() });
const RoomPath = Type.Object({ roomId: RoomIdString });
const SessionPath = Type.Object({ roomId: RoomIdString, sessionId: Type.String() });

const Backup = Type.Object({ algorithm: Type.String(), auth_data: JsonContent });
const BackupAnswer = Type.Object({
  algorithm: Type.String(),
  auth_data: JsonContent,
  count: Type.Integer(),
  etag: Type.String(),
  version: Type.String(),
});
const KeysChanged = Type.Object({ etag: Type.String(), count: Type.Integer() });

const KeyBackupData = Type.Object({
  first_message_index: NaturalNumber,
  forwarded_count: NaturalNumber,
  is_verified: Type.Boolean(),
  session_data: JsonContent,
});
const RoomKeyBackup = Type.Object({ sessions: mapOf(KeyBackupData) });
const RoomKeyBackups = Type.Object({
  rooms: Type.Unsafe<Record<string, Static<typeof RoomKeyBackup>>>({
    type: 'object',
    propertyNames: { format: 'matrix-room-id' },
    additionalProperties: RoomKeyBackup,
  }),
});
const KeyBackupAnswer = Type.Object({
  first_message_index: Type.Integer(),
  forwarded_count: Type.Integer(),
  is_verified: Type.Boolean(),
  session_data: JsonContent,
});
const RoomAnswer = Type.Object({ sessions: mapOf(KeyBackupAnswer) });

export const postRoomKeysVersion = defineEndpoint({
  name: 'postRoomKeysVersion',
  method: 'POST',
  path: '/_matrix/client/v3/room_keys/version',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#post_matrixclientv3room_keysversion',
  body: Backup,
  response: Type.Object({ version: Type.String() }),
});

export const getRoomKeysVersionCurrent = defineEndpoint({
  name: 'getRoomKeysVersionCurrent',
  method: 'GET',
  path: '/_matrix/client/v3/room_keys/version',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#get_matrixclientv3room_keysversion',
  response: BackupAnswer,
  errors: ['M_NOT_FOUND'],
});

export const getRoomKeysVersion = defineEndpoint({
  name: 'getRoomKeysVersion',
  method: 'GET',
  path: '/_matrix/client/v3/room_keys/version/:version',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#get_matrixclientv3room_keysversionversion',
  params: VersionPath,
  response: BackupAnswer,
  errors: ['M_NOT_FOUND'],
});

export const putRoomKeysVersion = defineEndpoint({
  name: 'putRoomKeysVersion',
  method: 'PUT',
  path: '/_matrix/client/v3/room_keys/version/:version',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#put_matrixclientv3room_keysversionversion',
  params: VersionPath,
  body: Type.Object({ algorithm: Type.String(), auth_data: JsonContent, version: Type.Optional(Type.String()) }),
  response: EmptyAnswer,
  errors: ['M_INVALID_PARAM', 'M_NOT_FOUND'],
});

export const deleteRoomKeysVersion = defineEndpoint({
  name: 'deleteRoomKeysVersion',
  method: 'DELETE',
  path: '/_matrix/client/v3/room_keys/version/:version',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#delete_matrixclientv3room_keysversionversion',
  params: VersionPath,
  response: EmptyAnswer,
  errors: ['M_NOT_FOUND'],
});

export const putRoomKeyBySessionId = defineEndpoint({
  name: 'putRoomKeyBySessionId',
  method: 'PUT',
  path: '/_matrix/client/v3/room_keys/keys/:roomId/:sessionId',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#put_matrixclientv3room_keyskeysroomidsessionid',
  params: SessionPath,
  query: VersionQuery,
  body: KeyBackupData,
  response: KeysChanged,
  errors: ['M_WRONG_ROOM_KEYS_VERSION', 'M_NOT_FOUND'],
});

export const getRoomKeyBySessionId = defineEndpoint({
  name: 'getRoomKeyBySessionId',
  method: 'GET',
  path: '/_matrix/client/v3/room_keys/keys/:roomId/:sessionId',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#get_matrixclientv3room_keyskeysroomidsessionid',
  params: SessionPath,
  query: VersionQuery,
  response: KeyBackupAnswer,
  errors: ['M_NOT_FOUND'],
});

export const deleteRoomKeyBySessionId = defineEndpoint({
  name: 'deleteRoomKeyBySessionId',
  method: 'DELETE',
  path: '/_matrix/client/v3/room_keys/keys/:roomId/:sessionId',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#delete_matrixclientv3room_keyskeysroomidsessionid',
  params: SessionPath,
  query: VersionQuery,
  response: KeysChanged,
  errors: ['M_NOT_FOUND'],
});

export const putRoomKeysByRoomId = defineEndpoint({
  name: 'putRoomKeysByRoomId',
  method: 'PUT',
  path: '/_matrix/client/v3/room_keys/keys/:roomId',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#put_matrixclientv3room_keyskeysroomid',
  params: RoomPath,
  query: VersionQuery,
  body: RoomKeyBackup,
  bodyBytesMax: BATCH_BODY_BYTES_MAX,
  response: KeysChanged,
  errors: ['M_WRONG_ROOM_KEYS_VERSION', 'M_NOT_FOUND'],
});

export const getRoomKeysByRoomId = defineEndpoint({
  name: 'getRoomKeysByRoomId',
  method: 'GET',
  path: '/_matrix/client/v3/room_keys/keys/:roomId',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#get_matrixclientv3room_keyskeysroomid',
  params: RoomPath,
  query: VersionQuery,
  response: RoomAnswer,
  errors: ['M_NOT_FOUND'],
});

export const deleteRoomKeysByRoomId = defineEndpoint({
  name: 'deleteRoomKeysByRoomId',
  method: 'DELETE',
  path: '/_matrix/client/v3/room_keys/keys/:roomId',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#delete_matrixclientv3room_keyskeysroomid',
  params: RoomPath,
  query: VersionQuery,
  response: KeysChanged,
  errors: ['M_NOT_FOUND'],
});

export const putRoomKeys = defineEndpoint({
  name: 'putRoomKeys',
  method: 'PUT',
  path: '/_matrix/client/v3/room_keys/keys',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#put_matrixclientv3room_keyskeys',
  query: VersionQuery,
  body: RoomKeyBackups,
  bodyBytesMax: BATCH_BODY_BYTES_MAX,
  response: KeysChanged,
  errors: ['M_WRONG_ROOM_KEYS_VERSION', 'M_NOT_FOUND'],
});

export const getRoomKeys = defineEndpoint({
  name: 'getRoomKeys',
  method: 'GET',
  path: '/_matrix/client/v3/room_keys/keys',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#get_matrixclientv3room_keyskeys',
  query: VersionQuery,
  response: Type.Object({ rooms: mapOf(RoomAnswer) }),
  errors: ['M_NOT_FOUND'],
});

export const deleteRoomKeys = defineEndpoint({
  name: 'deleteRoomKeys',
  method: 'DELETE',
  path: '/_matrix/client/v3/room_keys/keys',
  auth: { scheme: 'bearer' },
  rateLimit: 'keys',
  spec: 'client-server-api/#delete_matrixclientv3room_keyskeys',
  query: VersionQuery,
  response: KeysChanged,
  errors: ['M_NOT_FOUND'],
});
