import Type from 'typebox';
import { defineEndpoint } from '../endpoint/define-endpoint.js';
import { EmptyAnswer } from '../schemas/empty-answer.js';
import { EventIdString, RoomIdString, UserIdString } from '../schemas/identifiers.js';
import { NaturalNumber } from '../schemas/numbers.js';

export const sendReceipt = defineEndpoint({
  name: 'sendReceipt',
  method: 'POST',
  path: '/_matrix/client/v3/rooms/:roomId/receipt/:receiptType/:eventId',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#post_matrixclientv3roomsroomidreceiptreceipttypeeventid',
  params: Type.Object({
    roomId: RoomIdString,
    receiptType: Type.Enum(['m.read', 'm.read.private', 'm.fully_read']),
    eventId: EventIdString,
  }),
  body: Type.Object({ thread_id: Type.Optional(Type.String()) }),
  response: EmptyAnswer,
  errors: ['M_INVALID_PARAM', 'M_FORBIDDEN'],
});

export const setReadMarkers = defineEndpoint({
  name: 'setReadMarkers',
  method: 'POST',
  path: '/_matrix/client/v3/rooms/:roomId/read_markers',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  spec: 'client-server-api/#post_matrixclientv3roomsroomidread_markers',
  params: Type.Object({ roomId: RoomIdString }),
  body: Type.Object({
    'm.fully_read': Type.Optional(EventIdString),
    'm.read': Type.Optional(EventIdString),
    'm.read.private': Type.Optional(EventIdString),
  }),
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN'],
});

export const setTyping = defineEndpoint({
  name: 'setTyping',
  method: 'PUT',
  path: '/_matrix/client/v3/rooms/:roomId/typing/:userId',
  auth: { scheme: 'bearer' },
  rateLimit: 'write',
  servedWhileFull: true,
  spec: 'client-server-api/#put_matrixclientv3roomsroomidtypinguserid',
  params: Type.Object({ roomId: RoomIdString, userId: UserIdString }),
  body: Type.Object({
    typing: Type.Boolean(),
    /** Milliseconds. */
    timeout: Type.Optional(NaturalNumber),
  }),
  response: EmptyAnswer,
  errors: ['M_FORBIDDEN'],
});
