import { parseExactJson } from '@chappe/crypto';
import {
  clientEventPrefix,
  historyVisibilityOf,
  membershipOf,
  redactPdu,
  type HistoryVisibility,
  type Membership,
  type Pdu,
  type RoomVersionRules,
  textOf,
  toSafeInteger,
} from '@chappe/events';
import type { RoomEventEntry, StoredEvent } from '@chappe/contracts';

/** The state event that stood in the slot before. */
export interface ReplacedState {
  readonly eventId: string;
  readonly sender: string;
  /** JSON of its content. */
  content: string;
  /** As {@link RoomEvent.erasedAt}, of its sender. */
  erasedAt: number;
}

/** A redaction that took effect. */
export interface AppliedRedaction {
  readonly eventId: string;
  readonly sender: string;
  /** The event in client format, without `unsigned`. */
  readonly json: string;
  /** As {@link RoomEvent.erasedAt}, of its sender. */
  readonly erasedAt: number;
}

/** What both the log and the tables tell about an event. */
type EventSource = Pick<
  StoredEvent,
  'eventId' | 'pdu' | 'replacedEventId' | 'replacedContent' | 'replacedSender' | 'txnId' | 'txnDeviceId'
> &
  Partial<Pick<StoredEvent, 'erasedAt' | 'replacedErasedAt'>>;

/** Bytes that an event takes besides its JSON, roughly. */
const EVENT_OVERHEAD_BYTES = 400;

/** An event of a room in memory: what choosing needs as fields, what clients get as ready JSON. */
export class RoomEvent {
  readonly eventId: string;
  readonly type: string;
  readonly sender: string;
  /** Undefined: not a state event. */
  readonly stateKey: string | undefined;
  readonly depth: number;
  readonly originServerTs: number;
  /** Of an `m.room.member` event. */
  readonly membership: Membership | undefined;
  /** Of an `m.room.history_visibility` event. */
  readonly visibility: HistoryVisibility | undefined;
  readonly replaced: ReplacedState | undefined;
  readonly txnId: string;
  readonly txnDeviceId: string;
  /** Strings take two bytes a character when one of them is not Latin. */
  readonly #characterBytes: number;
  /** The content has a `url` (filters: `contains_url`). */
  hasUrl: boolean;
  /** The room is named by it, while it is in force. */
  givesName: boolean;
  /** The event in client format, without `unsigned` and the closing brace. */
  prefix: string;
  /** What redacted the event, if anything did. */
  redaction: AppliedRedaction | undefined;
  /**
   * Position from which the erasure of the sender counts: who was not in the room then gets a redacted copy; 0: not
   * erased.
   */
  erasedAt: number;
  /** State before this event in its slot, while the event is in a view's timeline. */
  previous: RoomEvent | undefined;

  constructor(
    source: EventSource,
    readonly position: number,
  ) {
    const text = source.pdu.toString();
    const pdu = parseExactJson(text) as Pdu;
    this.#characterBytes = text.length === source.pdu.length ? 1 : 2;
    this.eventId = source.eventId;
    this.type = pdu.type;
    this.sender = pdu.sender;
    this.stateKey = pdu.state_key;
    this.depth = toSafeInteger(pdu.depth);
    this.originServerTs = toSafeInteger(pdu.origin_server_ts);
    const isState = pdu.state_key !== undefined;
    this.membership = isState && pdu.type === 'm.room.member' ? membershipOf(pdu) : undefined;
    this.visibility = isState && pdu.type === 'm.room.history_visibility' ? historyVisibilityOf(pdu) : undefined;
    this.replaced = replacedOf(source);
    this.erasedAt = source.erasedAt ?? 0;
    this.txnId = source.txnId;
    this.txnDeviceId = source.txnDeviceId;
    this.hasUrl = Object.hasOwn(pdu.content, 'url');
    this.givesName = givesName(pdu);
    this.prefix = clientEventPrefix(pdu, source.eventId);
  }

  /** An event as the room service answers it, redacted when it was. */
  static ofStored(stored: StoredEvent): RoomEvent {
    const event = new RoomEvent(stored, stored.position);
    if (stored.redactionEventId !== '') {
      const { redactionEventId: eventId, redactionErasedAt: erasedAt } = stored;
      const pdu = parseExactJson(stored.redactionPdu.toString()) as Pdu;
      event.redaction = { eventId, sender: pdu.sender, json: `${clientEventPrefix(pdu, eventId)}}`, erasedAt };
    }
    return event;
  }

  static ofEntry(entry: RoomEventEntry, position: number): RoomEvent {
    return new RoomEvent(entry, position);
  }

  /** Memory that it takes, about. */
  get bytes(): number {
    const { prefix, redaction, replaced } = this;
    const characters = prefix.length + (redaction?.json.length ?? 0) + (replaced?.content.length ?? 0);
    return EVENT_OVERHEAD_BYTES + characters * this.#characterBytes;
  }

  /** The user's membership before this event, when it is the user's own member event. */
  get membershipBefore(): Membership {
    return this.replaced ? membershipOf(contentOnly(this.replaced)) : 'leave';
  }

  /** The history visibility before this event, when it is the one that changes it. */
  get visibilityBefore(): HistoryVisibility {
    return historyVisibilityOf(this.replaced && contentOnly(this.replaced));
  }

  /** Leaves only what survives a redaction (Client-Server API, "Redactions"). */
  redact(redaction: RoomEvent, rules: RoomVersionRules): void {
    const redacted = redactPdu(parseExactJson(`${this.prefix}}`) as Pdu, rules);
    this.prefix = clientEventPrefix(redacted, this.eventId);
    this.hasUrl = Object.hasOwn(redacted.content, 'url');
    this.givesName = givesName(redacted);
    const { eventId, sender, erasedAt } = redaction;
    this.redaction = { eventId, sender, json: `${redaction.prefix}}`, erasedAt };
  }

  /** An account was erased that may have sent this event, what it replaced, or what redacted it. */
  erase(userId: string, erasedAt: number): void {
    if (this.sender === userId) this.erasedAt = erasedAt;
    if (this.replaced?.sender === userId) this.replaced.erasedAt = erasedAt;
    if (this.redaction?.sender === userId) this.redaction = { ...this.redaction, erasedAt };
  }

  /** What redacted this event was redacted itself: its reason must not be shown any more. */
  redactRedaction(rules: RoomVersionRules): void {
    if (this.redaction) this.redaction = withoutReason(this.redaction, rules);
  }

  /** The replaced event was redacted: `prev_content` must not show what it said. */
  redactReplaced(rules: RoomVersionRules): void {
    if (this.replaced) this.replaced.content = redactedContent(this.replaced, this.type, rules);
  }
}

/** What a redaction leaves of the content of a replaced event, as JSON. */
export function redactedContent(replaced: ReplacedState, type: string, rules: RoomVersionRules): string {
  return JSON.stringify(redactPdu({ ...contentOnly(replaced), type }, rules).content);
}

/** State events that name a room, rather than its members do, and where the name stands in their content. */
export const NAMING_FIELDS: ReadonlyMap<string, string> = new Map([
  ['m.room.name', 'name'],
  ['m.room.canonical_alias', 'alias'],
]);

function givesName({ type, state_key: stateKey, content }: Pick<Pdu, 'type' | 'state_key' | 'content'>): boolean {
  const field = stateKey === '' ? NAMING_FIELDS.get(type) : undefined;
  return field !== undefined && (textOf(content, field) ?? '') !== '';
}

/** What is left of a redaction for those who must not know its reason. */
export function withoutReason(redaction: AppliedRedaction, rules: RoomVersionRules): AppliedRedaction {
  const redacted = redactPdu(parseExactJson(redaction.json) as Pdu, rules);
  return { ...redaction, json: `${clientEventPrefix(redacted, redaction.eventId)}}` };
}

function replacedOf(source: EventSource): ReplacedState | undefined {
  if (source.replacedEventId === '') return undefined;
  const content = source.replacedContent.length === 0 ? '{}' : source.replacedContent.toString();
  const { replacedEventId: eventId, replacedSender: sender, replacedErasedAt: erasedAt = 0 } = source;
  return { eventId, sender, content, erasedAt };
}

/** Enough of an event for the readers of `content`. */
function contentOnly(replaced: ReplacedState): Pdu {
  return { content: parseExactJson(replaced.content) } as Pdu;
}
