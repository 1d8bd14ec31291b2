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

/**
 * An event as it leaves this service, with what is known of erasures: for callers that know the reader. Where the
 * reader is known here, `ReaderEvents` decides.
 */
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
    erasedAt: event.erasedAt,
  };
}

function redactionOf(
  { redaction }: TimelineEvent,
  isShown: boolean,
): Pick<StoredEvent, 'redactionEventId' | 'redactionPdu' | 'redactionErasedAt'> {
  if (!redaction || !isShown) return { redactionEventId: '', redactionPdu: NOTHING, redactionErasedAt: 0 };
  const { eventId, json, erasedAt } = redaction;
  return { redactionEventId: eventId, redactionPdu: json, redactionErasedAt: erasedAt };
}

function replacedOf({
  replacedEventId: eventId,
  replaced,
}: TimelineEvent): Pick<StoredEvent, 'replacedEventId' | 'replacedContent' | 'replacedSender' | 'replacedErasedAt'> {
  const replacedEventId = eventId ?? '';
  if (!replaced) return { replacedEventId, replacedContent: NOTHING, replacedSender: '', replacedErasedAt: 0 };
  const { content, sender } = replaced.pdu;
  const replacedContent = Buffer.from(JSON.stringify(content));
  return { replacedEventId, replacedContent, replacedSender: sender, replacedErasedAt: replaced.erasedAt };
}
