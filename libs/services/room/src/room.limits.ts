/**
 * Most writes in one commit: bounds its time, and with it how long others wait. Beyond: the others go with the next
 * commit.
 */
export const COMMIT_WRITES_MAX = 256;
/** Most bytes of log payload in one commit. Beyond: the others go with the next commit. */
export const COMMIT_BYTES_MAX = 4 * 1024 * 1024;
/** Most writes that may wait for a commit. Beyond: 503 M_UNKNOWN. */
export const COMMIT_QUEUE_MAX = 10_000;
/**
 * Memory for the heads of rooms in use, about, in bytes, and for one of them: one that grows larger is read again,
 * which leaves out what few writes need. No more than an eighth of the process's heap is taken. Beyond: the room that
 * was not used for longest is forgotten, and read again when it is used.
 */
export const HEADS_BYTES_MAX = 128 * 1024 * 1024;
export const HEAD_BYTES_MAX = 16 * 1024 * 1024;
/** State besides members, in bytes of JSON, that is loaded with a head whole. Beyond: slots are loaded when needed. */
export const HEAD_STATE_BYTES_MAX = 1024 * 1024;
/** Bytes by which a head grows before it is counted again. */
export const HEAD_GROWTH_BYTES = 64 * 1024;
/**
 * A member event, in bytes of JSON: a profile, a reason and a third party's signature take two or three KiB. Beyond:
 * 413 M_TOO_LARGE.
 */
export const MEMBER_EVENT_BYTES_MAX = 16 * 1024;
/** Members that are loaded with a head. Beyond: the others are loaded one by one when needed. */
export const HEAD_MEMBERS_MAX = 2_000;
/** Transaction ids of a room that are kept in memory. Beyond: older ones are looked up in the table. */
export const HEAD_TRANSACTIONS_MAX = 50_000;
/** Transaction ids read when a head is loaded. */
export const HEAD_TRANSACTIONS_LOADED = 2_000;
/**
 * Nodes of state maps kept in memory, over all rooms, in bytes: some 100,000 of a usual size. Beyond: those that were
 * not used for longest are forgotten, and read again when needed.
 */
export const STATE_NODES_BYTES_MAX = 64 * 1024 * 1024;
/**
 * Forward extremities that a new event cites (server-server-api, "PDUs": at most 20). Beyond: the others stay for the
 * next event.
 */
export const PREV_EVENTS_MAX = 20;
/** Invitations in one createRoom request. Beyond: 400 M_INVALID_PARAM. */
export const CREATE_INVITES_MAX = 100;
/**
 * Ids tried for a new room until its partition is owned here; enough when one partition in 60 is. Beyond: the request
 * goes to an owner of the partition; 503 M_UNKNOWN when all ids tried here were given away already.
 */
export const FOUNDING_TRIES_MAX = 256;
/**
 * Ids of rooms founded lately that are not given to another one; far more than can be founded in the time that repeats.
 */
export const FOUNDED_ROOMS_REMEMBERED = 10_000;
/** State events in one createRoom request's initial_state. Beyond: 400 M_INVALID_PARAM. */
export const CREATE_INITIAL_STATE_MAX = 100;
/**
 * Bans that an upgrade carries over, those made last: as many events as a room may be created with, in one commit.
 * Beyond: whoever was banned earlier can come to the new room, until banned there.
 */
export const UPGRADE_BANS_MAX = 250;
/** Events returned by one /messages or /context request. Beyond: a client that asks for more gets these. */
export const MESSAGES_MAX = 500;
/**
 * Events looked at by one /messages request before it answers with what it has. Beyond: it answers with what it has,
 * and the client goes on from `end`.
 */
export const MESSAGES_SCANNED_MAX = 5_000;
/**
 * Aliases that one room may have. Beyond: 403 M_FORBIDDEN for another alias; 400 M_INVALID_PARAM for an
 * m.room.canonical_alias that adds more.
 */
export const ROOM_ALIASES_MAX = 1_000;
/** Requests that may wait for their turn in one room. Beyond: 503 M_UNKNOWN. */
export const LANE_TASKS_MAX = 2_000;
/** Requests that have waited for their rooms, and are worked off before the event loop gets a turn. */
export const LANE_TASKS_PER_TURN = 64;
/**
 * Rounds of loading for one operation on a state map; each goes one level deeper. Beyond: 500 M_UNKNOWN: the state map
 * is damaged.
 */
export const STATE_NODE_LOADS_MAX = 64;
/** Events returned by one ReadRoom or ReadTimeline call. Beyond: a caller that asks for more gets these. */
export const TIMELINE_READ_MAX = 1_000;
/**
 * Bytes of JSON of one stretch of a timeline, with what its events replaced and what redacted them; the last event may
 * exceed it. A page of usual events has a tenth; a page of the largest ones shall fit a message and a small heap.
 * Beyond: the stretch ends, and the next one goes on from there.
 */
export const TIMELINE_BYTES_MAX = 4 * 1024 * 1024;
/**
 * The same for a page of a state: some thousand members, sixteen of the largest events. Beyond: the page ends, and the
 * next one goes on from there.
 */
export const STATE_PAGE_BYTES_MAX = 1024 * 1024;
/**
 * Of the connections to PostgreSQL, the part on which timelines and states are read: the others are left for what takes
 * less time. Rooms take turns.
 */
export const TIMELINE_CONNECTIONS_PART = 1 / 2;
/** Such reads that may wait for a connection: of one room, and of all. Beyond: 503 M_UNKNOWN. */
export const TIMELINE_QUEUE_PER_ROOM_MAX = 1_000;
export const TIMELINE_QUEUE_MAX = 10_000;
/**
 * Entries of a state map that are looked up for a page at a time, and how often at most. Beyond: the page ends, and the
 * next one goes on from there.
 */
export const STATE_PAGE_ENTRIES = 1_000;
export const STATE_PAGE_SCANS_MAX = 20;
/**
 * A whole state in one message, for callers that do not ask for pages: must stay below `MESSAGE_BYTES_MAX`. Beyond: 413
 * M_TOO_LARGE.
 */
export const STATE_MESSAGE_BYTES_MAX = 48 * 1024 * 1024;
/** What an event takes in a message besides JSON, about. */
export const EVENT_ENVELOPE_BYTES = 256;
/**
 * Slots of a state that one call reads: more than anybody is shown of a room without being in it. Beyond: the others
 * are left out.
 */
export const READ_SLOTS_MAX = 32;
/**
 * Events that one call reads by their IDs: those of a timeline; the answer stays far below a message's limit. Beyond:
 * the others are left out.
 */
export const READ_EVENTS_MAX = 100;
/** Receipts that a view is built with: one for each member of the largest rooms. Beyond: older ones are not given. */
export const RECEIPTS_READ_MAX = 100_000;
/**
 * Member events looked through for the last stay of a user who left. Beyond: who has more in between is an outsider.
 */
export const STAY_SEARCH_EVENTS_MAX = 5_000;
/** Transaction ids looked up by one query. Beyond: the others go with the next query. */
export const TRANSACTION_LOOKUPS_MAX = 256;

/** Rooms of a deactivated user that one step takes. Beyond: the next step goes on. */
export const DEACTIVATION_ROOMS_PER_STEP = 32;
/** Of these at once, while others send in the same partitions. Beyond: the next ones follow. */
export const DEACTIVATION_ROOMS_AT_ONCE = 4;
