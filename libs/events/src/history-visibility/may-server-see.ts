import type { Membership } from '../content/member-content.js';
import { mayUserSee, type HistoryVisibility } from './history-visibility.js';

/** A server and an event, as far as it matters for whether the server may have the event. */
export interface ServerVisibilityQuestion {
  /** Visibility in the state at the event; after it when the event itself changes it. */
  readonly visibility: HistoryVisibility;
  /** Visibility before the event, when the event is the one that changes it. */
  readonly visibilityBefore?: HistoryVisibility | undefined;
  /**
   * Memberships of the server's users in the state at the event, before and after it when the event itself changes one.
   * Not read when the answer does not depend on them.
   */
  readonly memberships: Iterable<Membership>;
  /** Whether any of its users joined at any point after the event; so for every server that is in the room now. */
  readonly joinedLater: boolean;
}

/**
 * Whether a server may have an event that it asks for by `/backfill`, `/get_missing_events` or `/event`. The
 * specification has rules for users only: here a server may have what one of its users may see, and what it has it
 * shows to its users by the same rules (client-server-api#room-history-visibility). Answers leave out other events.
 *
 * Not for `/state`, `/state_ids` and `/event_auth`: whoever is in the room needs all state to check events
 * (server-server-api#retrieving-events). Server ACLs, and whether a server that is not in the room may ask at all, are
 * questions of their own.
 */
export function mayServerSee({ memberships, ...question }: ServerVisibilityQuestion): boolean {
  if (mayUserSee({ ...question, membership: 'leave' })) return true;
  for (const membership of memberships) if (mayUserSee({ ...question, membership })) return true;
  return false;
}
