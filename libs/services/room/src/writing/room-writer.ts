import { Injectable } from '@nestjs/common';
import { RoomEventEntry, roomLog, type EntryKind, type LogEntry } from '@chappe/contracts';
import { canonicalJson } from '@chappe/crypto';
import {
  encodeNode,
  graphEdge,
  membershipOf,
  prevEventIdsOf,
  redactPdu,
  toSafeInteger,
  type EventId,
} from '@chappe/events';
import { GroupCommit } from '../commit/group-commit.js';
import type { CurrentStateRow, EventRow, HeadRow, NodeRow, RedactionRow, RoomWrite } from '../commit/room-write.js';
import type { RoomHead, StateEvent } from '../heads/room-head.js';
import { RoomHeads } from '../heads/room-heads.js';
import { storedDeviceOf } from '../timeline/stored-device.js';
import { EventPreparation } from './event-preparation.js';
import { bytesOf, type AuthorisedEvent, type NewEvent, type PreparedEvent } from './prepared-event.js';

const NO_BYTES = Buffer.alloc(0);

/** An event at the head of its room; `committed` settles when it is durable. */
interface AppendedEvent {
  readonly eventId: EventId;
  readonly committed: Promise<void>;
}

/** Appends events to rooms. Callers are in the room's lane. */
@Injectable()
export class RoomWriter {
  constructor(
    private readonly preparation: EventPreparation,
    private readonly commits: GroupCommit,
    private readonly heads: RoomHeads,
  ) {}

  /**
   * Authorises, signs and appends one event. The lane is free again as soon as this returns; `committed` settles when
   * the event is durable.
   * @throws MatrixError when the event is refused; nothing has changed then
   */
  async append(head: RoomHead, event: NewEvent): Promise<AppendedEvent> {
    return this.appendAuthorised(head, await this.authorise(head, event));
  }

  /**
   * As {@link append}, for an event that was authorised in the same turn of the lane.
   * @throws MatrixError M_TOO_LARGE, M_BAD_JSON, 503; nothing has changed then
   */
  async appendAuthorised(head: RoomHead, event: AuthorisedEvent): Promise<AppendedEvent> {
    const prepared = await this.preparation.prepare(head, event);
    const committed = this.#commit(head, () => {
      applyToHead(head, prepared);
      return toWrite(head, [prepared]);
    });
    return { eventId: prepared.built.eventId, committed };
  }

  /**
   * Refuses what the room's rules do not allow on top of this head, before anything costly is done for it.
   * @throws MatrixError M_FORBIDDEN for what the sender may not do, M_BAD_JSON for what nobody may, M_INVALID_PARAM
   */
  authorise(head: RoomHead, event: NewEvent): Promise<AuthorisedEvent> {
    return this.preparation.authorise(head, event);
  }

  /** Appends to a head that nobody else knows yet: the events of a room's creation, committed together later. */
  async draft(head: RoomHead, event: NewEvent): Promise<PreparedEvent> {
    const prepared = await this.preparation.prepare(head, await this.authorise(head, event));
    applyToHead(head, prepared);
    return prepared;
  }

  /** Commits the events of a new room together; the room can be found from now on. */
  found(head: RoomHead, prepared: readonly PreparedEvent[]): Promise<void> {
    const committed = this.#commit(head, () => toWrite(head, prepared));
    this.heads.add(head);
    return committed;
  }

  #commit(head: RoomHead, build: () => RoomWrite): Promise<void> {
    const committed = this.commits.submit(build);
    this.heads.writing(head.roomId, committed);
    return committed;
  }
}

function applyToHead(head: RoomHead, prepared: PreparedEvent): void {
  const { built, change, event } = prepared;
  head.extremities = [graphEdge(built.eventId, built.pdu, head.rules)];
  head.depth = toSafeInteger(built.pdu.depth);
  if (change) {
    const { type, state_key: stateKey = '' } = built.pdu;
    const bytes = bytesOf(built);
    head.stateRoot = change.stateAfter;
    head.usage.take({ slot: { type, stateKey }, bytes, replacedBytes: change.replaced?.bytes });
    head.setState({ eventId: built.eventId, pdu: built.pdu, bytes });
  }
  if (event.redaction?.json !== undefined) redactInHead(head, event.redaction.eventId, event.redaction.json);
}

/** A redacted state event stays in force with what is left of it. */
function redactInHead(head: RoomHead, eventId: EventId, json: string): void {
  const event = head.findState(eventId);
  if (!event) return;
  const { type, state_key: stateKey = '' } = event.pdu;
  const bytes = Buffer.byteLength(json);
  head.usage.take({ slot: { type, stateKey }, bytes, replacedBytes: event.bytes });
  head.setState({ eventId, pdu: redactPdu(event.pdu, head.rules), bytes });
}

function toWrite(head: RoomHead, prepared: readonly PreparedEvent[]): RoomWrite {
  const placed = prepared.map((one) => ({ one, position: head.lease.take() }));
  const events = placed.map(({ one, position }) => eventRow(one, position));
  const nodes = prepared.flatMap((one) => nodeRows(one));
  const state = placed.flatMap(({ one, position }) => stateRow(one, position) ?? []);
  const redactions = prepared.flatMap((one) => redactionRow(one) ?? []);
  return {
    lease: head.lease,
    entries: placed.map(({ one, position }) => logEntry(head, one, position)),
    events,
    head: headRow(head),
    ...(nodes.length > 0 && { nodes }),
    ...(state.length > 0 && { state }),
    ...(redactions.length > 0 && { redactions }),
  };
}

function headRow(head: RoomHead): HeadRow {
  const { roomId, depth, stateRoot, rules } = head;
  const extremities = prevEventIdsOf({ prev_events: [...head.extremities] });
  return { roomId, depth, stateRoot, extremities, version: rules.version };
}

function eventRow({ event, built, stateBefore, change }: PreparedEvent, position: number): EventRow {
  const { pdu } = built;
  return {
    roomId: built.roomId,
    eventId: built.eventId,
    position,
    depth: toSafeInteger(pdu.depth),
    type: pdu.type,
    sender: pdu.sender,
    stateKey: pdu.state_key,
    originServerTs: toSafeInteger(pdu.origin_server_ts),
    stateBefore,
    stateAfter: change?.stateAfter,
    replacedEventId: change?.replaced?.eventId,
    redacts: event.redaction?.eventId,
    txnId: event.transaction?.txnId,
    txnDeviceId: event.transaction && storedDeviceOf(event.transaction),
    json: built.json,
  };
}

function logEntry(head: RoomHead, prepared: PreparedEvent, position: number): LogEntry {
  const { built, event } = prepared;
  const payload = RoomEventEntry.encode({
    eventId: built.eventId,
    pdu: Buffer.from(built.json),
    roomVersion: head.rules.version,
    ...replacedFields(prepared.change?.replaced),
    txnId: event.transaction?.txnId ?? '',
    txnDeviceId: event.transaction?.deviceId ?? '',
    redactedEventId: event.redaction?.json === undefined ? '' : event.redaction.eventId,
  }).finish();
  return { partition: head.partition, position, kind: kindOf(built.pdu).id, key: built.roomId, payload };
}

function replacedFields(
  replaced: StateEvent | undefined,
): Pick<RoomEventEntry, 'replacedEventId' | 'replacedContent' | 'replacedSender'> {
  if (!replaced) return { replacedEventId: '', replacedContent: NO_BYTES, replacedSender: '' };
  const { eventId, pdu } = replaced;
  const replacedContent = Buffer.from(canonicalJson(pdu.content));
  return { replacedEventId: eventId, replacedContent, replacedSender: pdu.sender };
}

function kindOf(pdu: PreparedEvent['built']['pdu']): EntryKind {
  if (pdu.state_key === undefined) return roomLog.kinds.roomEvent;
  return pdu.type === 'm.room.member' ? roomLog.kinds.memberEvent : roomLog.kinds.stateEvent;
}

function nodeRows({ built, change }: PreparedEvent): NodeRow[] {
  if (!change) return [];
  return [...change.created].map(([hash, node]) => ({ roomId: built.roomId, hash, node: encodeNode(node) }));
}

function stateRow({ built, change }: PreparedEvent, position: number): CurrentStateRow | undefined {
  const { pdu, roomId, eventId } = built;
  if (!change || pdu.state_key === undefined) return undefined;
  const membership = pdu.type === 'm.room.member' ? membershipOf(pdu) : undefined;
  return { roomId, type: pdu.type, stateKey: pdu.state_key, eventId, position, membership };
}

function redactionRow({ event, built }: PreparedEvent): RedactionRow | undefined {
  if (event.redaction?.json === undefined) return undefined;
  const { eventId, json } = event.redaction;
  return { eventId, redactedBy: built.eventId, json };
}
