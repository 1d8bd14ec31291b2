import { Injectable } from '@nestjs/common';
import type { StoredEvent } from '@chappe/contracts';
import { canonicalJson, parseExactJson, type JsonValue } from '@chappe/crypto';
import {
  isErasableFor,
  membershipOf,
  redactPdu,
  roomVersionRules,
  sawUpTo,
  type Pdu,
  type RoomVersionRules,
  type Stage,
} from '@chappe/events';
import type { RoomKey } from '../partitions/partitions.js';
import { STAY_SEARCH_EVENTS_MAX } from '../room.limits.js';
import type { TimelineEvent } from './timeline-event.js';
import { TimelineStore } from './timeline.store.js';
import { toStoredEvent, type EventView } from './to-stored-event.js';

/** Member events of a reader that are read at a time. */
const PAGE_EVENTS = 100;

/** Somebody who gets to see events of a room. */
interface EventReader {
  readonly room: RoomKey;
  readonly userId: string;
}

/** An event that a reader may see. */
interface SeenEvent extends EventView {
  readonly event: TimelineEvent;
}

/** How erasures look to one reader. */
interface ErasureSight {
  readonly userId: string;
  readonly rules: RoomVersionRules;
  /** By the position from which an erasure counts: up to where the reader saw originals. */
  readonly sawUpTo: ReadonlyMap<number, number>;
}

/**
 * Events as a reader gets them, and the only way there: what an erased account sent is redacted for who joined later
 * (client-server-api/#post_matrixclientv3accountdeactivate). As long as nobody is erased it costs a look at each event.
 */
@Injectable()
export class ReaderEvents {
  constructor(private readonly timeline: TimelineStore) {}

  /** In the order given. */
  async of(reader: EventReader, seen: readonly SeenEvent[]): Promise<StoredEvent[]> {
    const stored = seen.map((each) => toStoredEvent(each.event, each));
    const erasures = new Set(
      stored.flatMap((each) => [each.erasedAt, each.replacedErasedAt, each.redactionErasedAt]).filter(Boolean),
    );
    if (erasures.size === 0) return stored;
    const sight = await this.#sight(reader, [...erasures]);
    return seen.map(({ event }, index) => shownTo(sight, event, stored[index] as StoredEvent));
  }

  async #sight({ room, userId }: EventReader, erasures: readonly number[]): Promise<ErasureSight> {
    const rules = roomVersionRules((await this.timeline.versionOf(room)) ?? '');
    if (!rules) throw new Error(`${room.roomId} has an unknown version`);
    const stages = await this.#stages({ room, userId }, erasures);
    return { userId, rules, sawUpTo: new Map(erasures.map((position) => [position, sawUpTo(stages, position)])) };
  }

  /** The reader's member events, newest first, as far back as the erasures need them, within a limit. */
  async #stages({ room, userId }: EventReader, erasures: readonly number[]): Promise<Stage[]> {
    const stages: Stage[] = [];
    const oldest = Math.min(...erasures);
    let before = Math.max(...erasures) + 1;
    while (stages.length < STAY_SEARCH_EVENTS_MAX) {
      const slot = { type: 'm.room.member', stateKey: userId };
      const page = await this.timeline.ofSlot(room, slot, { before, limit: PAGE_EVENTS });
      for (const { position, pdu } of page) {
        const isJoin = membershipOf(pdu) === 'join';
        stages.push({ position, isJoin });
        if (isJoin && position <= oldest) return stages;
        before = position;
      }
      if (page.length < PAGE_EVENTS) break;
    }
    return stages;
  }
}

function shownTo(
  { userId, rules, sawUpTo: saw }: ErasureSight,
  event: TimelineEvent,
  stored: StoredEvent,
): StoredEvent {
  const { erasedAt, replacedErasedAt, redactionErasedAt, ...shown } = stored;
  const { type, state_key: stateKey } = event.pdu;
  const isHidden = (erasure: number, position: number): boolean =>
    erasure > 0 && isErasableFor({ type, stateKey }, userId) && (saw.get(erasure) ?? 0) <= position;
  const redacted = isHidden(erasedAt, event.position) && { pdu: redactedJson(event.pdu, rules) };
  const replaced = event.replaced &&
    isHidden(replacedErasedAt, event.position) && {
      replacedContent: Buffer.from(canonicalJson(redactPdu(event.replaced.pdu, rules).content)),
    };
  // Where the redaction stands is not known here: who was there all the time saw it in any case.
  const isReasonHidden = redactionErasedAt > 0 && saw.get(redactionErasedAt) !== Infinity;
  const redaction = isReasonHidden && { redactionPdu: redactedJson(pduOf(stored.redactionPdu), rules) };
  const erased = { erasedAt: 0, replacedErasedAt: 0, redactionErasedAt: 0 };
  return { ...shown, ...erased, ...redacted, ...replaced, ...redaction };
}

function redactedJson(pdu: Pdu, rules: RoomVersionRules): Buffer {
  return Buffer.from(canonicalJson(redactPdu(pdu, rules) as unknown as JsonValue));
}

function pduOf(json: Buffer): Pdu {
  return parseExactJson(json.toString()) as unknown as Pdu;
}
