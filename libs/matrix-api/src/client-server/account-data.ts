import Type from 'typebox';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { EmptyAnswer } from '../schemas/empty-answer.js';
import { RoomIdString, UserIdString } from '../schemas/identifiers.js';
import { JsonContent } from '../schemas/json-content.js';
import { mapOf } from '../schemas/map-of.js';

const GlobalPath = Type.Object({ userId: UserIdString, type: Type.String() });
const RoomDataPath = Type.Object({ userId: UserIdString, roomId: RoomIdString, type: Type.String() });
const TagsPath = Type.Object({ userId: UserIdString, roomId: RoomIdString });
const TagPath = Type.Object({ userId: UserIdString, roomId: RoomIdString, tag: Type.String() });

/** `order` is a fraction, so this is no canonical JSON. Null, as some clients send it, means none. */
const Tag = Type.Object({ order: Type.Optional(Type.Union([Type.Number(), Type.Null()])) });

/** Types that the server itself keeps (`m.fully_read`, `m.push_rules`) are 405 M_BAD_JSON. */
export const setAccountData = defineEndpoint({
  name: 'setAccountData',
  method: 'PUT',
  path: '/_matrix/client/v3/user/:userId/account_data/:type',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#put_matrixclientv3useruseridaccount_datatype',
  params: GlobalPath,
  body: JsonContent,
  nulAllowed: true,
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN', 'M_BAD_JSON'],
});

export const getAccountData = defineEndpoint({
  name: 'getAccountData',
  method: 'GET',
  path: '/_matrix/client/v3/user/:userId/account_data/:type',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3useruseridaccount_datatype',
  params: GlobalPath,
  response: JsonContent,
  errors: ['M_FORBIDDEN', 'M_NOT_FOUND'],
});

/** `m.fully_read` is 405 M_BAD_JSON. */
export const setRoomAccountData = defineEndpoint({
  name: 'setRoomAccountData',
  method: 'PUT',
  path: '/_matrix/client/v3/user/:userId/rooms/:roomId/account_data/:type',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#put_matrixclientv3useruseridroomsroomidaccount_datatype',
  params: RoomDataPath,
  body: JsonContent,
  nulAllowed: true,
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN', 'M_BAD_JSON', 'M_INVALID_PARAM'],
});

export const getRoomAccountData = defineEndpoint({
  name: 'getRoomAccountData',
  method: 'GET',
  path: '/_matrix/client/v3/user/:userId/rooms/:roomId/account_data/:type',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3useruseridroomsroomidaccount_datatype',
  params: RoomDataPath,
  response: JsonContent,
  errors: ['M_FORBIDDEN', 'M_NOT_FOUND', 'M_INVALID_PARAM'],
});

export const getTags = defineEndpoint({
  name: 'getTags',
  method: 'GET',
  path: '/_matrix/client/v3/user/:userId/rooms/:roomId/tags',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3useruseridroomsroomidtags',
  params: TagsPath,
  response: Type.Object({ tags: mapOf(JsonContent) }),
  errors: ['M_FORBIDDEN'],
});

export const setTag = defineEndpoint({
  name: 'setTag',
  method: 'PUT',
  path: '/_matrix/client/v3/user/:userId/rooms/:roomId/tags/:tag',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#put_matrixclientv3useruseridroomsroomidtagstag',
  params: TagPath,
  body: Tag,
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN'],
});

export const deleteTag = defineEndpoint({
  name: 'deleteTag',
  method: 'DELETE',
  path: '/_matrix/client/v3/user/:userId/rooms/:roomId/tags/:tag',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#delete_matrixclientv3useruseridroomsroomidtagstag',
  params: TagPath,
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN'],
});
