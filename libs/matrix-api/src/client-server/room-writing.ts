import Type from 'typebox';
import { BATCH_BODY_BYTES_MAX } from '../endpoint/body.limits.js';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { EventIdString, RoomIdString, UserIdString } from '../schemas/identifiers.js';
import { JsonContent } from '../schemas/json-content.js';

const EventIdAnswer = Type.Object({ event_id: Type.String() });

/** State that a new room starts with, beside what the preset gives. */
const InitialState = Type.Object({
  type: Type.String(),
  state_key: Type.Optional(Type.String()),
  content: JsonContent,
});

const InviteByThirdPartyId = Type.Object({
  id_server: Type.String(),
  id_access_token: Type.String(),
  medium: Type.String(),
  address: Type.String(),
});

export const createRoom = defineEndpoint({
  name: 'createRoom',
  method: 'POST',
  path: '/_matrix/client/v3/createRoom',
  auth: { scheme: 'bearer' },
  rateLimit: 'membership',
  spec: 'client-server-api/#post_matrixclientv3createroom',
  body: Type.Object({
    visibility: Type.Optional(Type.Enum(['public', 'private'])),
    room_alias_name: Type.Optional(Type.String()),
    name: Type.Optional(Type.String()),
    topic: Type.Optional(Type.String()),
    invite: Type.Optional(Type.Array(UserIdString)),
    invite_3pid: Type.Optional(Type.Array(InviteByThirdPartyId)),
    room_version: Type.Optional(Type.String()),
    creation_content: Type.Optional(JsonContent),
    initial_state: Type.Optional(Type.Array(InitialState)),
    preset: Type.Optional(Type.Enum(['private_chat', 'public_chat', 'trusted_private_chat'])),
    is_direct: Type.Optional(Type.Boolean()),
    power_level_content_override: Type.Optional(JsonContent),
  }),
  canonicalBody: true,
  bodyBytesMax: BATCH_BODY_BYTES_MAX,
  response: Type.Object({ room_id: Type.String() }),
  errors: ['M_ROOM_IN_USE', 'M_INVALID_ROOM_STATE', 'M_UNSUPPORTED_ROOM_VERSION', 'M_FORBIDDEN', 'M_INVITE_BLOCKED'],
});

/** Users who cannot be creators are refused only where the new version has additional creators: hence no user IDs. */
export const upgradeRoom = defineEndpoint({
  name: 'upgradeRoom',
  method: 'POST',
  path: '/_matrix/client/v3/rooms/:roomId/upgrade',
  auth: { scheme: 'bearer' },
  rateLimit: 'membership',
  spec: 'client-server-api/#post_matrixclientv3roomsroomidupgrade',
  params: Type.Object({ roomId: RoomIdString }),
  body: Type.Object({
    new_version: Type.String(),
    additional_creators: Type.Optional(Type.Array(Type.String())),
  }),
  canonicalBody: true,
  response: Type.Object({ replacement_room: Type.String() }),
  errors: ['M_FORBIDDEN', 'M_UNSUPPORTED_ROOM_VERSION', 'M_TOO_LARGE'],
});

export const sendEvent = defineEndpoint({
  name: 'sendEvent',
  method: 'PUT',
  path: '/_matrix/client/v3/rooms/:roomId/send/:eventType/:txnId',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'send',
  spec: 'client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid',
  params: Type.Object({ roomId: RoomIdString, eventType: Type.String(), txnId: Type.String() }),
  body: JsonContent,
  canonicalBody: true,
  nulAllowed: true,
  response: EventIdAnswer,
  errors: ['M_FORBIDDEN', 'M_TOO_LARGE', 'M_DUPLICATE_ANNOTATION'],
});

/** The alias is the empty state key, which the specification allows to be left out with or without its slash. */
export const setRoomState = defineEndpoint({
  name: 'setRoomState',
  method: 'PUT',
  path: '/_matrix/client/v3/rooms/:roomId/state/:eventType/:stateKey',
  aliases: ['/_matrix/client/v3/rooms/:roomId/state/:eventType'],
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'send',
  spec: 'client-server-api/#put_matrixclientv3roomsroomidstateeventtypestatekey',
  params: Type.Object({ roomId: RoomIdString, eventType: Type.String(), stateKey: Type.String({ default: '' }) }),
  body: JsonContent,
  canonicalBody: true,
  nulAllowed: true,
  response: EventIdAnswer,
  errors: ['M_FORBIDDEN', 'M_TOO_LARGE', 'M_INVALID_PARAM', 'M_BAD_ALIAS', 'M_INVITE_BLOCKED'],
});

export const redactEvent = defineEndpoint({
  name: 'redactEvent',
  method: 'PUT',
  path: '/_matrix/client/v3/rooms/:roomId/redact/:eventId/:txnId',
  auth: { scheme: 'bearer' },
  rateLimit: 'send',
  spec: 'client-server-api/#put_matrixclientv3roomsroomidredacteventidtxnid',
  params: Type.Object({ roomId: RoomIdString, eventId: EventIdString, txnId: Type.String() }),
  body: Type.Object({ reason: Type.Optional(Type.String()) }),
  canonicalBody: true,
  response: EventIdAnswer,
  errors: ['M_FORBIDDEN', 'M_NOT_FOUND'],
});
