import type { ServerContext } from './server-context.js';
import type { NewEvent } from './store-event.js';

/** Checks 1 to 3 on receipt, and that the event belongs to the room; `undefined` when it is dropped. */
export function admitEvent(server: ServerContext, text: string, roomId?: string): NewEvent | undefined {
  const { protocol, world, name } = server;
  const { rules, keys } = world;
  const admission = protocol.admitPdu(text, { rules, keys, nowMs: server.nowMs() });
  if (!admission.admitted) {
    world.trace.note(`dropped: ${admission.check}`, name, admission.reason);
    return undefined;
  }
  const { pdu, eventId, json, redacted } = admission;
  const makesRoom = rules.roomIdIsCreateEventId && pdu.type === 'm.room.create';
  const eventRoomId = makesRoom ? `!${eventId.slice(1)}` : pdu.room_id;
  if (eventRoomId !== (roomId ?? server.store.room?.roomId)) {
    world.trace.note('dropped: other room', name, eventId);
    return undefined;
  }
  if (redacted) world.trace.note('redacted for a bad hash', name, eventId);
  return { eventId, pdu, json };
}
