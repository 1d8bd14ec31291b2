import type { StoredEvent } from '@chappe/contracts';
import type { Membership } from '@chappe/events';
import type { TimelineEvent } from './timeline-event.js';

const NOTHING = Buffer.alloc(0);

/** What a requester is to an event. */
export interface EventView {
  /** The requester's membership at the event, where it is known. */
  readonly membership?: Membership;
  /** Whether the event that redacted this one, and with it the reason, may be seen. Default: it may. */
  readonly showsRedaction?: boolean;
}

/** An event as it leaves this service. */
export function toStoredEvent(event: TimelineEvent, view: EventView = {}): StoredEvent {
  return {
    eventId: event.eventId,
    pdu: event.json,
    position: event.position,
    ...redactionOf(event, view.showsRedaction ?? true),
    ...replacedOf(event),
    txnId: event.transaction?.txnId ?? '',
    txnDeviceId: event.transaction?.deviceId ?? '',
    requesterMembership: view.membership ?? '',
  };
}

function redactionOf(
  { redaction }: TimelineEvent,
  isShown: boolean,
): Pick<StoredEvent, 'redactionEventId' | 'redactionPdu'> {
  if (!redaction || !isShown) return { redactionEventId: '', redactionPdu: NOTHING };
  return { redactionEventId: redaction.eventId, redactionPdu: redaction.json };
}

function replacedOf({
  replacedEventId: eventId,
  replaced,
}: TimelineEvent): Pick<StoredEvent, 'replacedEventId' | 'replacedContent' | 'replacedSender'> {
  const replacedEventId = eventId ?? '';
  if (!replaced) return { replacedEventId, replacedContent: NOTHING, replacedSender: '' };
  const { content, sender } = replaced.pdu;
  return { replacedEventId, replacedContent: Buffer.from(JSON.stringify(content)), replacedSender: sender };
}
