import Type from 'typebox';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { EmptyAnswer } from '../schemas/empty-answer.js';
import { RoomAliasString, RoomIdString } from '../schemas/identifiers.js';

const AliasPath = Type.Object({ roomAlias: RoomAliasString });

export const getRoomAlias = defineEndpoint({
  name: 'getRoomAlias',
  method: 'GET',
  path: '/_matrix/client/v3/directory/room/:roomAlias',
  auth: { scheme: 'none' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3directoryroomroomalias',
  params: AliasPath,
  response: Type.Object({ room_id: Type.String(), servers: Type.Array(Type.String()) }),
  errors: ['M_NOT_FOUND'],
});

export const setRoomAlias = defineEndpoint({
  name: 'setRoomAlias',
  method: 'PUT',
  path: '/_matrix/client/v3/directory/room/:roomAlias',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#put_matrixclientv3directoryroomroomalias',
  params: AliasPath,
  body: Type.Object({ room_id: RoomIdString }),
  response: EmptyAnswer,
  errors: ['M_INVALID_PARAM', 'M_FORBIDDEN', 'M_UNKNOWN'],
});

export const deleteRoomAlias = defineEndpoint({
  name: 'deleteRoomAlias',
  method: 'DELETE',
  path: '/_matrix/client/v3/directory/room/:roomAlias',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#delete_matrixclientv3directoryroomroomalias',
  params: AliasPath,
  response: EmptyAnswer,
  errors: ['M_NOT_FOUND', 'M_FORBIDDEN'],
});

export const getRoomAliases = defineEndpoint({
  name: 'getRoomAliases',
  method: 'GET',
  path: '/_matrix/client/v3/rooms/:roomId/aliases',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3roomsroomidaliases',
  params: Type.Object({ roomId: RoomIdString }),
  response: Type.Object({ aliases: Type.Array(Type.String()) }),
  errors: ['M_FORBIDDEN'],
});
