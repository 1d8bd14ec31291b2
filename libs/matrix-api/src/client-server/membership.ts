import Type from 'typebox';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { EmptyAnswer } from '../schemas/empty-answer.js';
import { RoomIdOrAliasString, RoomIdString, UserIdString } from '../schemas/identifiers.js';
import { mapOf } from '../schemas/map-of.js';

const RoomPath = Type.Object({ roomId: RoomIdString });
const Reason = Type.Object({ reason: Type.Optional(Type.String()) });
const Target = Type.Object({ user_id: UserIdString, reason: Type.Optional(Type.String()) });
const RoomIdAnswer = Type.Object({ room_id: Type.String() });

/** Servers to go through; `server_name` is the name that `via` had before v1.12. */
const Via = Type.Object({
  via: Type.Optional(Type.Array(Type.String())),
  server_name: Type.Optional(Type.Array(Type.String())),
});

const JoinBody = Type.Object({
  reason: Type.Optional(Type.String()),
  third_party_signed: Type.Optional(
    Type.Object({
      sender: UserIdString,
      mxid: UserIdString,
      token: Type.String(),
      signatures: mapOf(mapOf(Type.String())),
    }),
  ),
});

export const joinRoom = defineEndpoint({
  name: 'joinRoom',
  method: 'POST',
  path: '/_matrix/client/v3/rooms/:roomId/join',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'membership',
  spec: 'client-server-api/#post_matrixclientv3roomsroomidjoin',
  params: RoomPath,
  body: JoinBody,
  canonicalBody: true,
  response: RoomIdAnswer,
  errors: ['M_FORBIDDEN'],
});

export const joinRoomByIdOrAlias = defineEndpoint({
  name: 'joinRoomByIdOrAlias',
  method: 'POST',
  path: '/_matrix/client/v3/join/:roomIdOrAlias',
  auth: { scheme: 'bearer' },
  rateLimit: 'membership',
  spec: 'client-server-api/#post_matrixclientv3joinroomidoralias',
  params: Type.Object({ roomIdOrAlias: RoomIdOrAliasString }),
  query: Via,
  body: JoinBody,
  canonicalBody: true,
  response: RoomIdAnswer,
  errors: ['M_FORBIDDEN', 'M_NOT_FOUND'],
});

export const knockRoom = defineEndpoint({
  name: 'knockRoom',
  method: 'POST',
  path: '/_matrix/client/v3/knock/:roomIdOrAlias',
  auth: { scheme: 'bearer' },
  rateLimit: 'membership',
  spec: 'client-server-api/#post_matrixclientv3knockroomidoralias',
  params: Type.Object({ roomIdOrAlias: RoomIdOrAliasString }),
  query: Via,
  body: Reason,
  canonicalBody: true,
  response: RoomIdAnswer,
  errors: ['M_FORBIDDEN', 'M_NOT_FOUND'],
});

/**
 * Invites by user ID; an invite by third-party ID uses the same path with `medium` and `address` instead of `user_id`.
 */
export const inviteUser = defineEndpoint({
  name: 'inviteUser',
  method: 'POST',
  path: '/_matrix/client/v3/rooms/:roomId/invite',
  auth: { scheme: 'bearer' },
  rateLimit: 'membership',
  spec: 'client-server-api/#post_matrixclientv3roomsroomidinvite',
  params: RoomPath,
  body: Target,
  canonicalBody: true,
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN', 'M_UNSUPPORTED_ROOM_VERSION', 'M_INVITE_BLOCKED'],
});

export const leaveRoom = defineEndpoint({
  name: 'leaveRoom',
  method: 'POST',
  path: '/_matrix/client/v3/rooms/:roomId/leave',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'membership',
  spec: 'client-server-api/#post_matrixclientv3roomsroomidleave',
  params: RoomPath,
  body: Reason,
  canonicalBody: true,
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN', 'M_NOT_FOUND'],
});

export const kickUser = defineEndpoint({
  name: 'kickUser',
  method: 'POST',
  path: '/_matrix/client/v3/rooms/:roomId/kick',
  auth: { scheme: 'bearer' },
  rateLimit: 'membership',
  spec: 'client-server-api/#post_matrixclientv3roomsroomidkick',
  params: RoomPath,
  body: Target,
  canonicalBody: true,
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN'],
});

export const banUser = defineEndpoint({
  name: 'banUser',
  method: 'POST',
  path: '/_matrix/client/v3/rooms/:roomId/ban',
  auth: { scheme: 'bearer' },
  rateLimit: 'membership',
  spec: 'client-server-api/#post_matrixclientv3roomsroomidban',
  params: RoomPath,
  body: Target,
  canonicalBody: true,
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN'],
});

export const unbanUser = defineEndpoint({
  name: 'unbanUser',
  method: 'POST',
  path: '/_matrix/client/v3/rooms/:roomId/unban',
  auth: { scheme: 'bearer' },
  rateLimit: 'membership',
  spec: 'client-server-api/#post_matrixclientv3roomsroomidunban',
  params: RoomPath,
  body: Target,
  canonicalBody: true,
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN', 'M_BAD_STATE'],
});

export const forgetRoom = defineEndpoint({
  name: 'forgetRoom',
  method: 'POST',
  path: '/_matrix/client/v3/rooms/:roomId/forget',
  auth: { scheme: 'bearer' },
  rateLimit: 'membership',
  spec: 'client-server-api/#post_matrixclientv3roomsroomidforget',
  params: RoomPath,
  response: EmptyAnswer,
  errors: ['M_UNKNOWN'],
});

export const getJoinedRooms = defineEndpoint({
  name: 'getJoinedRooms',
  method: 'GET',
  path: '/_matrix/client/v3/joined_rooms',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3joined_rooms',
  response: Type.Object({ joined_rooms: Type.Array(Type.String()) }),
});
