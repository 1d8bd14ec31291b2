/**
 * What one room version does differently from another; algorithms read these fields and never the version itself.
 *
 * Versions 1 to 5 are left out: they need numbers kept as text (floats, 64-bit depth), and 1 and 2 event IDs that are
 * no hashes. They would add `canonicalJson`, `eventIds`, `graphEdges`, `aliasesRule` and `redactionRule` here.
 */
export interface RoomVersionRules {
  readonly version: string;
  /** Whether the specification calls the version stable (rooms#feature-matrix). */
  readonly stable: boolean;
  /** Algorithm for resolving forks of the state: version 2, or 2.1 as changed by room version 12. */
  readonly stateResolution: 'v2' | 'v2.1';
  /** What survives a redaction. */
  readonly redaction: RedactionRules;
  /** Whether a redaction names its target in `content.redacts`; otherwise at the top level. */
  readonly redactsInContent: boolean;
  /** Who made the room: `content.creator`, the create event's sender, or that and `content.additional_creators`. */
  readonly creators: 'content_creator' | 'sender' | 'sender_and_additional';
  /** Whether creators stand above all power levels and may not be named in `users`. */
  readonly creatorsHaveInfinitePower: boolean;
  /** Whether the room ID is the create event's ID, so that the create event has no `room_id`. */
  readonly roomIdIsCreateEventId: boolean;
  /** Whether the create event belongs to `auth_events`. */
  readonly createInAuthEvents: boolean;
  /** Whether a string holding an integer counts as a power level. */
  readonly stringPowerLevels: boolean;
  /** Whether there is a membership `knock`. */
  readonly knocking: boolean;
  /** Join rules that let the invited in. */
  readonly inviteJoinRules: readonly string[];
  /** Join rules that let in whom an authorising user vouches for. */
  readonly restrictedJoinRules: readonly string[];
  /** Join rules that accept a knock. */
  readonly knockJoinRules: readonly string[];
}

/** The redaction algorithm of a room version, as lists of what stays. */
export interface RedactionRules {
  /** Top-level keys that stay, `signatures` and `hashes` included. */
  readonly topLevel: readonly string[];
  /** What stays of the content, by event type; of other types nothing does. */
  readonly content: ReadonlyMap<string, ContentKept>;
}

/** Everything, or these keys; `nested` keeps only the named key of an object. */
export type ContentKept =
  | 'all'
  | { readonly keys: readonly string[]; readonly nested?: { readonly key: string; readonly kept: string } };
