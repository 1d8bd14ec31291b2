import type { EventIdForm } from '../identifiers/event-id.js';

/** What one room version does differently from another; algorithms read these fields and never the version itself. */
export interface RoomVersionRules {
  readonly version: string;
  /** Whether the specification calls the version stable (rooms#feature-matrix). */
  readonly stable: boolean;
  /** Algorithm for resolving forks of the state: version 1, version 2, or 2.1 as changed by room version 12. */
  readonly stateResolution: 'v1' | 'v2' | 'v2.1';
  /** Whether events that are no canonical JSON are refused; numbers may be anything otherwise. */
  readonly canonicalJsonEnforced: boolean;
  /**
   * What an event's ID is: its member `event_id`, whose server must have signed it too, or its reference hash in
   * Base64, standard or URL-safe.
   */
  readonly eventIds: EventIdForm;
  /** Whether `prev_events` and `auth_events` are pairs of event ID and hashes; plain event IDs otherwise. */
  readonly edgesWithHashes: boolean;
  /** Whether a signing key must have been valid at the time of the event. */
  readonly keyValidityEnforced: boolean;
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
  /** Whether `m.room.aliases` events have a rule of their own, and no other. */
  readonly aliasesRule: boolean;
  /** Whether authorisation decides who may redact; otherwise redactions wait for their target and are judged then. */
  readonly redactionRule: boolean;
  /** Whether a string holding an integer counts as a power level. */
  readonly stringPowerLevels: boolean;
  /** Whether a fraction counts as a power level, without its decimals. */
  readonly fractionalPowerLevels: boolean;
  /** Whether changes of `notifications` in power levels are checked as those of `events` are. */
  readonly notificationLevelsChecked: boolean;
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
