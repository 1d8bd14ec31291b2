import { Inject, Injectable } from '@nestjs/common';
import { parseExactJson } from '@chappe/crypto';
import type { StoredEvent } from '@chappe/contracts';
import { clientEventPrefix, type Pdu, type RoomId, toSafeInteger } from '@chappe/events';
import type { BearerRequester } from '@chappe/http';
import { CLOCK, type Clock, TimeSlice } from '@chappe/runtime';
import { EVENTS_PER_TURN } from './room-history.limits.js';

/** For whom the events of which room are written out. */
export interface EventReader {
  readonly roomId: RoomId;
  readonly requester: Pick<BearerRequester, 'userId' | 'deviceId'>;
}

/**
 * Stored events as the JSON that clients get (Client-Server API, "Room Event Format"). `unsigned` is made here for
 * each reader; what stood in the event's own is not passed on.
 */
@Injectable()
export class ClientEvents {
  constructor(@Inject(CLOCK) private readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs' | 'sleep'>) {}

  /**
   * An event of the timeline. `prev_content` needs permission to see the event that was replaced: a reader who was in
   * the room when this one was sent saw that other one as state, and one's own member events are always one's own.
   */
  event(stored: StoredEvent, reader: EventReader): string {
    return this.#write(stored, reader, (pdu) => stored.requesterMembership === 'join' || isOwnMember(pdu, reader));
  }

  /** An event of the state. What it replaced is named but, unless it is the reader's own member event, not shown. */
  state(stored: StoredEvent, reader: EventReader): string {
    return this.#write(stored, reader, (pdu) => isOwnMember(pdu, reader));
  }

  /** A JSON array of {@link event}s. */
  async events(stored: readonly StoredEvent[], reader: EventReader): Promise<string> {
    return `[${await this.#list(stored, (each) => this.event(each, reader))}]`;
  }

  /** A JSON array of {@link state} events. */
  async states(stored: readonly StoredEvent[], reader: EventReader): Promise<string> {
    return `[${await this.stateList(stored, reader)}]`;
  }

  /** {@link state} events with commas between them; many are written in turns with other requests. */
  stateList(stored: readonly StoredEvent[], reader: EventReader): Promise<string> {
    return this.#list(stored, (each) => this.state(each, reader));
  }

  async #list(stored: readonly StoredEvent[], write: (event: StoredEvent) => string): Promise<string> {
    const parts: string[] = [];
    const slice = new TimeSlice(this.clock, { stepsMax: EVENTS_PER_TURN });
    for (const event of stored) {
      if (slice.isOver) await slice.giveTurn();
      parts.push(write(event));
      slice.count();
    }
    return parts.join(',');
  }

  #write(stored: StoredEvent, reader: EventReader, showsReplaced: (pdu: Pdu) => boolean): string {
    const pdu = parseExactJson(stored.pdu.toString()) as Pdu;
    const unsigned = [
      this.#age(pdu),
      ...membership(stored),
      ...transactionId(stored, pdu, reader),
      ...replaced(stored, showsReplaced(pdu)),
      ...this.#redactedBecause(stored, reader),
    ];
    return `${clientEventPrefix(pdu, stored.eventId, reader.roomId)},"unsigned":{${unsigned.join(',')}}}`;
  }

  #age(pdu: Pdu): string {
    return `"age":${this.clock.nowMs() - toSafeInteger(pdu.origin_server_ts)}`;
  }

  #redactedBecause(stored: StoredEvent, { roomId }: EventReader): string[] {
    if (stored.redactionEventId === '') return [];
    const redaction = parseExactJson(stored.redactionPdu.toString()) as Pdu;
    const prefix = clientEventPrefix(redaction, stored.redactionEventId, roomId);
    return [`"redacted_because":${prefix},"unsigned":{${this.#age(redaction)}}}`];
  }
}

/** The reader's membership when the event was sent (`unsigned.membership`). */
function membership({ requesterMembership }: StoredEvent): string[] {
  return requesterMembership === '' ? [] : [`"membership":${JSON.stringify(requesterMembership)}`];
}

/** Only for the device that sent the event (Client-Server API, "Transaction identifiers"). */
function transactionId(stored: StoredEvent, pdu: Pdu, { requester }: EventReader): string[] {
  const isOwn = stored.txnDeviceId === requester.deviceId && pdu.sender === requester.userId;
  return stored.txnId !== '' && isOwn ? [`"transaction_id":${JSON.stringify(stored.txnId)}`] : [];
}

function replaced(stored: StoredEvent, isShown: boolean): string[] {
  if (stored.replacedEventId === '') return [];
  const named = `"replaces_state":${JSON.stringify(stored.replacedEventId)}`;
  if (!isShown || stored.replacedContent.length === 0) return [named];
  return [
    named,
    `"prev_sender":${JSON.stringify(stored.replacedSender)}`,
    `"prev_content":${stored.replacedContent.toString()}`,
  ];
}

function isOwnMember(pdu: Pdu, { requester }: EventReader): boolean {
  return pdu.type === 'm.room.member' && pdu.state_key === requester.userId;
}
