import type { StoredEvent } from '@chappe/contracts';
import type { Membership } from '@chappe/events';
import type { TimelineEvent } from './timeline-event.js';

const NOTHING = Buffer.alloc(0);

/**
 * An event as it leaves this service.
 * @param requesterMembership the requester's membership at the event, where the call has a requester and it is known
 */
export function toStoredEvent(event: TimelineEvent, requesterMembership: Membership | '' = ''): StoredEvent {
  const { redaction, transaction } = event;
  return {
    eventId: event.eventId,
    pdu: event.json,
    position: event.position,
    redactionEventId: redaction?.eventId ?? '',
    redactionPdu: redaction?.json ?? NOTHING,
    ...replacedOf(event),
    txnId: transaction?.txnId ?? '',
    txnDeviceId: transaction?.deviceId ?? '',
    requesterMembership,
  };
}

function replacedOf({
  replaced,
}: TimelineEvent): Pick<StoredEvent, 'replacedEventId' | 'replacedContent' | 'replacedSender'> {
  if (!replaced) return { replacedEventId: '', replacedContent: NOTHING, replacedSender: '' };
  const { eventId, pdu } = replaced;
  return {
    replacedEventId: eventId,
    replacedContent: Buffer.from(JSON.stringify(pdu.content)),
    replacedSender: pdu.sender,
  };
}
