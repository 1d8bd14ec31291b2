import { parseExactJson } from '@chappe/crypto';
import { federationEventPrefix, type Pdu, redactPdu } from '@chappe/events';
import { FEDERATION_FORMAT_EVENTS } from '../../sync.limits.js';
import type { Selection } from '../selection.js';
import type { RoomDelta } from '../sync-delta.js';
import type { GivenEvent } from './given-event.js';

/**
 * A room with its events as servers exchange them (Client-Server API, "Filtering": `event_format`). Views hold them in
 * client format only, so they are read again. Stripped state has one form.
 */
export async function inFederationFormat({ views }: Selection, room: RoomDelta): Promise<RoomDelta> {
  if (room.kind !== 'joined' && room.kind !== 'left') return room;
  const { roomId, timeline, state } = room;
  const eventIds = [...timeline.events.map(({ event }) => event), ...state].map(({ eventId }) => eventId);
  const pdus = new Map<string, Pdu>();
  for (let begin = 0; begin < eventIds.length; begin += FEDERATION_FORMAT_EVENTS) {
    const page = eventIds.slice(begin, begin + FEDERATION_FORMAT_EVENTS);
    const { events } = await views.ports.room.readEvents({ roomId, eventIds: page });
    for (const { eventId, pdu } of events) pdus.set(eventId, parseExactJson(pdu.toString()) as Pdu);
  }
  const written = (event: GivenEvent): GivenEvent => {
    const pdu = pdus.get(event.eventId);
    if (!pdu) throw new Error(`the event ${event.eventId} is in a view and not in the tables`);
    const shown = event.redactedBy ? redactPdu(pdu, event.redactedBy) : pdu;
    return { ...event, prefix: federationEventPrefix(shown, event.eventId) };
  };
  const events = timeline.events.map((shown) => ({ ...shown, event: written(shown.event) }));
  return { ...room, timeline: { ...timeline, events }, state: state.map(written) };
}
