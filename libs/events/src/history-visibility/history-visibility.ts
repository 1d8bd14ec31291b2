import { textOf } from '../content/json-fields.js';
import type { Membership } from '../content/member-content.js';
import type { Pdu } from '../content/pdu.js';

/** Who may read what was sent while the value is in force (client-server-api#room-history-visibility). */
export type HistoryVisibility = 'world_readable' | 'shared' | 'invited' | 'joined';

const VISIBILITIES: ReadonlySet<string> = new Set<HistoryVisibility>(['world_readable', 'shared', 'invited', 'joined']);

/** The visibility that an `m.room.history_visibility` event sets; `shared` without one and for unknown values. */
export function historyVisibilityOf(event: Pick<Pdu, 'content'> | undefined): HistoryVisibility {
  const value = event && textOf(event.content, 'history_visibility');
  return value !== undefined && VISIBILITIES.has(value) ? (value as HistoryVisibility) : 'shared';
}

/** A user and an event, as far as it matters for whether the user may see the event. */
export interface VisibilityQuestion {
  /** Visibility in the state at the event; after it when the event itself changes it. */
  readonly visibility: HistoryVisibility;
  /** Visibility before the event, when the event is the one that changes it. */
  readonly visibilityBefore?: HistoryVisibility | undefined;
  /** The user's membership in the state at the event; after it when the event itself changes it. */
  readonly membership: Membership;
  /** The user's membership before the event, when the event is the one that changes it. */
  readonly membershipBefore?: Membership | undefined;
  /** Whether the user joined the room at any point after the event, even without being in it now. */
  readonly joinedLater: boolean;
}

/**
 * Whether a user may see an event by the history visibility (client-server-api#server-behaviour-6, rules 1 to 5 with
 * the cases of events that change the visibility or the user's own membership).
 */
export function mayUserSee(question: VisibilityQuestion): boolean {
  const visibilities = [question.visibility, question.visibilityBefore ?? question.visibility];
  const memberships = [question.membership, question.membershipBefore ?? question.membership];
  return visibilities.some((visibility) =>
    memberships.some((membership) => mayMemberSee(visibility, membership, question.joinedLater)),
  );
}

function mayMemberSee(visibility: HistoryVisibility, membership: Membership, joinedLater: boolean): boolean {
  if (visibility === 'world_readable' || membership === 'join') return true;
  if (visibility === 'shared') return joinedLater;
  return visibility === 'invited' && membership === 'invite';
}
