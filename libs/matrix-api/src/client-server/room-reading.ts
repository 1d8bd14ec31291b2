import Type from 'typebox';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { ClientEvent } from '../schemas/client-event.js';
import { EventIdString, RoomIdString } from '../schemas/identifiers.js';
import { mapOf } from '../schemas/map-of.js';
import { NaturalNumber } from '../schemas/numbers.js';

const RoomPath = Type.Object({ roomId: RoomIdString });
const EventPath = Type.Object({ roomId: RoomIdString, eventId: EventIdString });
const Membership = Type.Enum(['join', 'invite', 'knock', 'leave', 'ban']);

export const getEvent = defineEndpoint({
  name: 'getEvent',
  method: 'GET',
  path: '/_matrix/client/v3/rooms/:roomId/event/:eventId',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3roomsroomideventeventid',
  params: EventPath,
  response: ClientEvent,
  errors: ['M_NOT_FOUND'],
});

export const getRoomState = defineEndpoint({
  name: 'getRoomState',
  method: 'GET',
  path: '/_matrix/client/v3/rooms/:roomId/state',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3roomsroomidstate',
  params: RoomPath,
  response: Type.Array(ClientEvent),
  errors: ['M_FORBIDDEN'],
});

/** The answer is the content, or with `format=event` the whole event. The alias is the empty state key. */
export const getRoomStateEvent = defineEndpoint({
  name: 'getRoomStateEvent',
  method: 'GET',
  path: '/_matrix/client/v3/rooms/:roomId/state/:eventType/:stateKey',
  aliases: ['/_matrix/client/v3/rooms/:roomId/state/:eventType'],
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3roomsroomidstateeventtypestatekey',
  params: Type.Object({ roomId: RoomIdString, eventType: Type.String(), stateKey: Type.String({ default: '' }) }),
  query: Type.Object({ format: Type.Optional(Type.Enum(['content', 'event'])) }),
  response: Type.Unknown(),
  errors: ['M_FORBIDDEN', 'M_NOT_FOUND'],
});

export const getMessages = defineEndpoint({
  name: 'getMessages',
  method: 'GET',
  path: '/_matrix/client/v3/rooms/:roomId/messages',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3roomsroomidmessages',
  params: RoomPath,
  query: Type.Object({
    from: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
    dir: Type.Enum(['b', 'f']),
    limit: Type.Optional(NaturalNumber),
    /** A JSON RoomEventFilter. */
    filter: Type.Optional(Type.String()),
  }),
  response: Type.Object({
    start: Type.String(),
    end: Type.Optional(Type.String()),
    chunk: Type.Array(ClientEvent),
    state: Type.Optional(Type.Array(ClientEvent)),
  }),
  errors: ['M_FORBIDDEN'],
});

export const getMembers = defineEndpoint({
  name: 'getMembers',
  method: 'GET',
  path: '/_matrix/client/v3/rooms/:roomId/members',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3roomsroomidmembers',
  params: RoomPath,
  query: Type.Object({
    at: Type.Optional(Type.String()),
    membership: Type.Optional(Membership),
    not_membership: Type.Optional(Membership),
  }),
  response: Type.Object({ chunk: Type.Array(ClientEvent) }),
  errors: ['M_FORBIDDEN'],
});

export const getJoinedMembers = defineEndpoint({
  name: 'getJoinedMembers',
  method: 'GET',
  path: '/_matrix/client/v3/rooms/:roomId/joined_members',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3roomsroomidjoined_members',
  params: RoomPath,
  response: Type.Object({
    joined: mapOf(
      Type.Object({ display_name: Type.Optional(Type.String()), avatar_url: Type.Optional(Type.String()) }),
    ),
  }),
  errors: ['M_FORBIDDEN'],
});

export const getContext = defineEndpoint({
  name: 'getContext',
  method: 'GET',
  path: '/_matrix/client/v3/rooms/:roomId/context/:eventId',
  auth: { scheme: 'bearer', guests: true },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3roomsroomidcontexteventid',
  params: EventPath,
  query: Type.Object({
    limit: Type.Optional(NaturalNumber),
    /** A JSON RoomEventFilter. */
    filter: Type.Optional(Type.String()),
  }),
  response: Type.Object({
    start: Type.Optional(Type.String()),
    end: Type.Optional(Type.String()),
    events_before: Type.Optional(Type.Array(ClientEvent)),
    event: Type.Optional(ClientEvent),
    events_after: Type.Optional(Type.Array(ClientEvent)),
    state: Type.Optional(Type.Array(ClientEvent)),
  }),
  errors: ['M_NOT_FOUND'],
});
