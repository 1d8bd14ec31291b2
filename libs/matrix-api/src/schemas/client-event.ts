import Type from 'typebox';
import { JsonContent } from './json-content.js';

/**
 * An event as clients see it (client-server-api/#room-event-format). Handlers usually answer with ready JSON text
 * instead.
 */
export const ClientEvent = Type.Object({
  event_id: Type.String(),
  type: Type.String(),
  state_key: Type.Optional(Type.String()),
  sender: Type.String(),
  origin_server_ts: Type.Integer(),
  content: JsonContent,
  room_id: Type.Optional(Type.String()),
  unsigned: Type.Optional(JsonContent),
});
