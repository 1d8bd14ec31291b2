import { Injectable } from '@nestjs/common';
import { parseJson } from '@chappe/crypto';
import {
  historyVisibilityOf,
  mayUserSee,
  membershipOf,
  parseEventId,
  toSafeInteger,
  type Membership,
  type Pdu,
} from '@chappe/events';
import { StateMaps } from '../state/state-maps.js';
import type { RoomKey } from '../partitions/partitions.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';
import { comparePoints } from '../timeline/timeline-point.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import type { Reader } from './reader.js';
import { SlotWalk, type SlotAtEvent } from './slot-walk.js';

/** An event and what it is to a reader. */
export interface JudgedEvent {
  readonly event: TimelineEvent;
  readonly isVisible: boolean;
  /** The reader's membership, with what the event itself changes. */
  readonly membership: Membership;
  /** Whether the reader may see what redacted the event: not when that came after he left. */
  readonly showsRedaction: boolean;
}

interface Circumstances {
  readonly event: TimelineEvent;
  readonly visibility: SlotAtEvent;
  readonly member: SlotAtEvent;
}

/** Decides which events of a room a reader may see (client-server-api, "Room history visibility"). */
@Injectable()
export class Visibility {
  constructor(
    private readonly maps: StateMaps,
    private readonly timeline: TimelineStore,
  ) {}

  /** @param events in topological order; the closer they are to a run without gaps, the cheaper */
  async judge(reader: Reader, events: readonly TimelineEvent[]): Promise<JudgedEvent[]> {
    const all = await this.#circumstances(reader, events);
    const pdus = await this.#statePdus(reader.room, all);
    return all.map((one) => judgeOne(reader, one, pdus));
  }

  /** An event of the room by its id, if the reader may see it. */
  async findVisible(reader: Reader, eventIdText: string): Promise<JudgedEvent | undefined> {
    const eventId = parseEventId(eventIdText);
    const event = eventId && (await this.timeline.byId(reader.room, eventId));
    const judged = event && (await this.judgeOne(reader, event));
    return judged?.isVisible ? judged : undefined;
  }

  async judgeOne(reader: Reader, event: TimelineEvent): Promise<JudgedEvent> {
    const [judged] = await this.judge(reader, [event]);
    return judged ?? { event, isVisible: false, membership: 'leave', showsRedaction: false };
  }

  async #circumstances(reader: Reader, events: readonly TimelineEvent[]): Promise<Circumstances[]> {
    const visibilities = new SlotWalk(this.maps, reader.room, { type: 'm.room.history_visibility', stateKey: '' });
    const members = new SlotWalk(this.maps, reader.room, { type: 'm.room.member', stateKey: reader.userId });
    const all: Circumstances[] = [];
    for (const event of events) {
      all.push({ event, visibility: await visibilities.step(event), member: await members.step(event) });
    }
    return all;
  }

  /** The history visibility and member events that the circumstances name. */
  async #statePdus(key: RoomKey, all: readonly Circumstances[]): Promise<Map<string, Pdu>> {
    const wanted = new Set(
      all.flatMap(({ visibility, member }) => [visibility.before, visibility.after, member.before, member.after]),
    );
    const pdus = new Map<string, Pdu>();
    for (const { event } of all) if (wanted.has(event.eventId)) pdus.set(event.eventId, event.pdu);
    const missing = [...wanted].filter((eventId) => eventId !== undefined && !pdus.has(eventId)) as string[];
    const loaded = missing.length > 0 ? await this.timeline.byIds(key, missing) : [];
    for (const event of loaded) pdus.set(event.eventId, event.pdu);
    return pdus;
  }
}

function judgeOne(reader: Reader, { event, visibility, member }: Circumstances, pdus: Map<string, Pdu>): JudgedEvent {
  const pduOf = (eventId: string | undefined): Pdu | undefined =>
    eventId === undefined ? undefined : pdus.get(eventId);
  const membership = membershipOf(pduOf(member.after));
  const counts = countsAsMember(reader, event);
  const isVisible = mayUserSee({
    visibility: historyVisibilityOf(pduOf(visibility.after)),
    visibilityBefore: historyVisibilityOf(pduOf(visibility.before)),
    membership: counts ? membership : 'leave',
    membershipBefore: counts ? membershipOf(pduOf(member.before)) : 'leave',
    joinedLater: reader.joinedAt !== undefined && comparePoints(reader.joinedAt, event) > 0,
  });
  return { event, isVisible, membership, showsRedaction: showsRedaction(reader, event) };
}

/**
 * In all cases except world_readable a user has to join to view events, and sees none that came after he left: not even
 * when he was invited again since.
 */
function countsAsMember(reader: Reader, event: TimelineEvent): boolean {
  if (reader.standing === 'outsider') return false;
  return reader.left === undefined || comparePoints(event, reader.left.at) <= 0;
}

function showsRedaction({ left }: Reader, { redaction }: TimelineEvent): boolean {
  if (!left || !redaction) return true;
  const { depth } = parseJson(redaction.json.toString()) as unknown as Pdu;
  return toSafeInteger(depth) <= left.at.depth;
}
