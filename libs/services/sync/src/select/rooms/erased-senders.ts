import { parseExactJson } from '@chappe/crypto';
import {
  clientEventPrefix,
  isErasableFor,
  type Pdu,
  redactPdu,
  roomVersionRules,
  type RoomVersionRules,
  textOf,
} from '@chappe/events';
import { redactedContent, withoutReason, type RoomEvent } from '../../views/rooms/room-event.js';
import type { InsideRoomDelta } from '../sync-delta.js';
import type { CandidateRoom } from './candidate-rooms.js';
import type { GivenEvent } from './given-event.js';
import type { RoomHistory } from './room-history.js';
import { endOfStayBefore } from './room-start.js';

/** How erasures look to one reader. */
interface ErasureSight {
  readonly userId: string;
  readonly rules: RoomVersionRules;
  /** By the position from which an erasure counts: up to where the reader saw originals. */
  readonly sawUpTo: ReadonlyMap<number, number>;
}

/**
 * A room as its reader gets it: what an erased account sent is redacted for who joined later
 * (client-server-api/#post_matrixclientv3accountdeactivate). As long as nobody is erased it costs a look at each event.
 */
export async function withErasures<Room extends InsideRoomDelta>(
  room: Room,
  candidate: CandidateRoom,
  history: RoomHistory,
): Promise<Room> {
  const erasures = new Set<number>();
  for (const { event } of room.timeline.events) addErasures(event, erasures);
  for (const event of room.state) addErasures(event, erasures);
  if (erasures.size === 0) return room;
  const { userId } = candidate;
  const sight = { userId, rules: history.view.rules, sawUpTo: await sawUpToAll(erasures, candidate, history) };
  const events = room.timeline.events.map((shown) => ({ ...shown, event: shownTo(sight, shown.event) }));
  const state = room.state.map((event) => shownTo(sight, event));
  return { ...room, timeline: { ...room.timeline, events }, state };
}

/** Stripped state is for outsiders: of what erased accounts sent they get redacted copies in any case. */
export function strippedWithErasures(state: readonly RoomEvent[], userId: string): readonly GivenEvent[] {
  if (state.every(({ erasedAt }) => erasedAt === 0)) return state;
  const create = state.find(({ type }) => type === 'm.room.create');
  const content = create && (parseExactJson(`${create.prefix}}`) as Pdu).content;
  const rules = roomVersionRules((content && textOf(content, 'room_version')) ?? '1');
  if (!rules) throw new Error('a room of an unknown version');
  return state.map((event) => shownTo({ userId, rules, sawUpTo: new Map() }, event));
}

function addErasures({ erasedAt, replaced, redaction }: GivenEvent, erasures: Set<number>): void {
  if (erasedAt > 0) erasures.add(erasedAt);
  if (replaced && replaced.erasedAt > 0) erasures.add(replaced.erasedAt);
  if (redaction && redaction.erasedAt > 0) erasures.add(redaction.erasedAt);
}

/** From the last erasure back: between the end of a stay and the next one that is looked for nothing is different. */
async function sawUpToAll(
  erasures: ReadonlySet<number>,
  candidate: CandidateRoom,
  history: RoomHistory,
): Promise<Map<number, number>> {
  const all = new Map<number, number>();
  let saw = Infinity;
  for (const erasedAt of [...erasures].sort((a, b) => b - a)) {
    if (erasedAt < saw) saw = await sawUpTo(erasedAt, candidate, history);
    all.set(erasedAt, saw);
  }
  return all;
}

/** As `sawUpTo` of the events library, from what is in memory as far as that goes. */
async function sawUpTo(position: number, candidate: CandidateRoom, history: RoomHistory): Promise<number> {
  if (candidate.room.isFirstAfter(position) || isFirstAfter(position, candidate, history)) return 0;
  if (candidate.room.membershipAt(position) === 'join') return Infinity;
  const member = await history.slotAt('m.room.member', candidate.userId, position);
  return member?.membership === 'join' ? Infinity : endOfStayBefore(candidate, position, history);
}

/** The reader's member event in force came later, and is the first one. */
function isFirstAfter(position: number, { userId }: CandidateRoom, { view }: RoomHistory): boolean {
  const member = view.state.get('m.room.member', userId);
  return member !== undefined && member.position > position && !member.replaced;
}

function shownTo({ userId, rules, sawUpTo: saw }: ErasureSight, event: GivenEvent): GivenEvent {
  const isHidden = (erasure: number): boolean =>
    erasure > 0 && isErasableFor(event, userId) && (saw.get(erasure) ?? 0) <= event.position;
  const { replaced, redaction } = event;
  const isReplacedHidden = replaced !== undefined && isHidden(replaced.erasedAt);
  // Where the redaction stands is not known here: who was there all the time saw it in any case.
  const isReasonHidden = redaction !== undefined && redaction.erasedAt > 0 && saw.get(redaction.erasedAt) !== Infinity;
  return {
    ...event,
    ...(isHidden(event.erasedAt) && { redactedBy: rules, prefix: redactedPrefix(event, rules) }),
    ...(isReplacedHidden && { replaced: { ...replaced, content: redactedContent(replaced, event.type, rules) } }),
    ...(isReasonHidden && { redaction: withoutReason(redaction, rules) }),
  };
}

function redactedPrefix({ prefix, eventId }: GivenEvent, rules: RoomVersionRules): string {
  return clientEventPrefix(redactPdu(parseExactJson(`${prefix}}`) as Pdu, rules), eventId);
}
