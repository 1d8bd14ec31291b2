import type { Membership, RoomVersionRules } from '@chappe/events';
import { withoutReason, type RoomEvent } from '../views/rooms/room-event.js';
import type { ShownEvent } from './timeline-window.js';

/** For whom and when events are written out. */
export interface Reader {
  readonly userId: string;
  readonly deviceId: string;
  readonly nowMs: number;
  /** Since when the user has been in the room without break, as far as known. */
  readonly joinedAt: number;
  /** The redactions that the user may see, where these may not be all. */
  readonly redactions?: { readonly seen: ReadonlySet<string>; readonly rules: RoomVersionRules };
}

/** An event of the timeline as JSON (Client-Server API, ClientEventWithoutRoomID). */
export function renderShown(shown: ShownEvent, reader: Reader): string {
  const { event } = shown;
  let unsigned = `"age":${reader.nowMs - event.originServerTs},"membership":"${shown.membership}"`;
  if (event.txnId !== '' && event.txnDeviceId === reader.deviceId && event.sender === reader.userId) {
    unsigned += `,"transaction_id":${JSON.stringify(event.txnId)}`;
  }
  if (event.replaced) unsigned += renderReplaced(event, maySeeReplaced(shown, reader));
  unsigned += renderRedaction(event, reader);
  return `${event.prefix},"unsigned":{${unsigned}}}`;
}

/** An event of the state as JSON. What it replaced is named but, unless it is the reader's own, not shown. */
export function renderState(event: RoomEvent, reader: Reader, membership?: Membership): string {
  let unsigned = `"age":${reader.nowMs - event.originServerTs}`;
  if (membership !== undefined) unsigned += `,"membership":"${membership}"`;
  if (event.replaced) unsigned += renderReplaced(event, isOwnMember(event, reader));
  unsigned += renderRedaction(event, reader);
  return `${event.prefix},"unsigned":{${unsigned}}}`;
}

/** `prev_content` needs permission to see the previous event; `replaces_state` does not. */
function maySeeReplaced(shown: ShownEvent, reader: Reader): boolean {
  if (shown.isOpen || isOwnMember(shown.event, reader)) return true;
  const { previous } = shown.event;
  return previous !== undefined && previous.position >= reader.joinedAt;
}

function isOwnMember(event: RoomEvent, reader: Reader): boolean {
  return event.membership !== undefined && event.stateKey === reader.userId;
}

function renderReplaced({ replaced }: RoomEvent, withContent: boolean): string {
  if (!replaced) return '';
  const text = `,"replaces_state":${JSON.stringify(replaced.eventId)}`;
  if (!withContent) return text;
  return `${text},"prev_sender":${JSON.stringify(replaced.sender)},"prev_content":${replaced.content}`;
}

function renderRedaction({ redaction }: RoomEvent, { redactions }: Reader): string {
  if (!redaction) return '';
  const isSeen = !redactions || redactions.seen.has(redaction.eventId);
  const { json } = isSeen ? redaction : withoutReason(redaction, redactions.rules);
  return `,"redacted_because":${json}`;
}
