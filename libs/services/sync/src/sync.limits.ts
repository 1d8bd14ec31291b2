/**
 * Longest time that a `/sync` sleeps, whatever `timeout` says: proxies cut longer requests. Beyond: a longer `timeout`
 * counts as this one.
 */
export const SYNC_TIMEOUT_MS_MAX = 60_000;

/**
 * Requests of one user that are answered or sleep at the same time: far more than anybody has devices in use, few
 * enough that one account cannot fill a replica with sleepers. Beyond: 429 M_LIMIT_EXCEEDED.
 */
export const REQUESTS_PER_USER_MAX = 250;
/** When a client may try again whose user has more. */
export const REQUESTS_RETRY_MS = 5_000;

/**
 * Events per room in a timeline when the filter names no limit, and the most that a filter may ask for. Beyond: a
 * higher limit counts as this one.
 */
export const TIMELINE_LIMIT_DEFAULT = 10;
export const TIMELINE_LIMIT_MAX = 100;

/**
 * To-device messages in one answer (Client-Server API, "Send-to-Device messaging": 100 is recommended). Beyond: the
 * rest comes with the next answer.
 */
export const TO_DEVICE_MESSAGES_MAX = 100;
/** To-device messages of one device kept in memory. Beyond: the rest is read again from the tables. */
export const TO_DEVICE_MESSAGES_KEPT = 200;
/**
 * The same in bytes of JSON, which the last message may exceed; also what one answer has at most. Beyond: the rest is
 * read again, and comes with the next answer.
 */
export const TO_DEVICE_BYTES_KEPT = 1_048_576;

/** Newest events that are read when a room's view is loaded. */
export const VIEW_TIMELINE_LOADED = 30;
/**
 * Newest events that a view keeps, by number and by bytes of their JSON. Beyond: the oldest are forgotten, and read
 * again when an answer needs them.
 */
export const VIEW_TIMELINE_EVENTS_MAX = 100;
export const VIEW_TIMELINE_BYTES_MAX = 262_144;

/**
 * Events read per page, and pages per room and answer, when a timeline reaches behind the view. Beyond: the timeline is
 * `limited`.
 */
export const TIMELINE_PAGE_EVENTS = 100;
export const TIMELINE_PAGES_MAX = 5;

/**
 * Bytes of state that are asked for at a time, and pages of them that are read for one room. Beyond: the room is left
 * out of the answer, and owed.
 */
export const STATE_PAGE_BYTES = 1_048_576;
export const STATE_PAGES_MAX = 2_000;
/**
 * What changed between two tokens in the state of one room, in bytes with what its events take in memory, for one
 * answer. Beyond: the room is left out of the answer, and owed.
 */
export const STATE_DELTA_BYTES_MAX = 67_108_864;
/**
 * Memory for views that are being loaded, at least, in bytes: all that the largest room may hold besides members.
 * Beyond: the room is left out of the answer, and owed.
 */
export const LOAD_BYTES_MIN = 33_554_432;
/** Views take no more of the process's heap than this, whatever `sync.viewBytesMax` is; views that load, as much. */
export const VIEWS_HEAP_PART = 1 / 4;

/** Events that are read again at a time for an answer in federation format. */
export const FEDERATION_FORMAT_EVENTS = 100;

/** State events that are turned into fragments before other work gets its turn. */
export const STATE_EVENTS_PER_SLICE = 500;
/** Longest time that one answer is put together before other work gets its turn. */
export const ANSWER_SLICE_MS = 10;
/** Long polls that are woken before other work gets its turn. */
export const WAKE_SLICE = 100;
/** Users whose long polls appear in the trace of the entry that wakes them. Beyond: the others do not appear in it. */
export const WAKES_TRACED_MAX = 16;

/**
 * Rooms whose views are loaded at the same time, for one answer and for the whole replica. Beyond: further ones wait.
 */
export const ROOMS_AHEAD = 8;
export const LOADS_AT_ONCE = 32;
/**
 * Tries to load a view that came back older than what this replica has applied already. Beyond: a room is left out of
 * the answer, and owed; for a user 503 M_UNKNOWN.
 */
export const LOAD_TRIES_MAX = 20;
export const LOAD_RETRY_MS = 25;

/**
 * Bytes of JSON after which an answer takes no more large rooms. All answers under way take no more of the process's
 * heap than the part, before they are given with one large room each. Beyond: large rooms come with the next answer.
 */
export const ANSWER_BYTES_MAX = 16_777_216;
export const ANSWERS_HEAP_PART = 1 / 16;
/** Bytes of a room's view from which on the room counts as large. */
export const LARGE_ROOM_BYTES = 262_144;

/**
 * Longest time that an answer waits for one room before it is given without it. Beyond: the room is left out of the
 * answer, and owed.
 */
export const ROOM_WAIT_MS_MAX = 10_000;
/** Pauses between tries to read a room that could not be read: doubled from the first to the last. */
export const ROOM_RETRY_PAUSES = { firstMs: 1_000, maxMs: 60_000 };

/** Longest wait for this replica's logs to reach a client's token. Beyond: 503 M_UNKNOWN. */
export const CATCH_UP_MS_MAX = 5_000;
/** The same for a first sync, which has no token and could do without. Beyond: it is answered with what there is. */
export const FIRST_SYNC_CATCH_UP_MS_MAX = 1_000;

/** Changes of a user's membership in one room that are remembered, or gone back through to an earlier stay. */
export const MEMBERSHIP_CHANGES_KEPT = 16;
/** Device-list changes per room partition that are remembered. Beyond: older ones are read from the log. */
export const DEVICE_LIST_CHANGES_KEPT = 1_000;
/** Positions before the one that was asked for whose changes are read along: of tokens that are a little older. */
export const DEVICE_LIST_POSITIONS_AHEAD = 10_000;
/**
 * Users whose rooms are asked for one by one before the rooms' members are looked through instead. Beyond: the rooms'
 * members are looked through instead.
 */
export const SHARED_ROOM_LOOKUPS_MAX = 20;

/** Heroes of a room summary (Client-Server API, `m.heroes`). */
export const HEROES = 5;

/** Users typing at the same time over all rooms. Beyond: new ones are not shown. */
export const TYPING_USERS_MAX = 100_000;
export const TYPING_SWEEP_MS = 500;

/**
 * Filters that are kept parsed, and the longest inline filter. Beyond: 400 M_INVALID_PARAM for a longer filter; of kept
 * ones the one not used for longest is forgotten.
 */
export const FILTERS_KEPT = 5_000;
export const FILTER_CHARACTERS_MAX = 32_768;
/**
 * Longest filter that is kept parsed: clients' own have a few hundred characters. Beyond: the filter is parsed each
 * time.
 */
export const FILTER_CHARACTERS_KEPT_MAX = 4_096;

/**
 * Connections whose sent members are remembered; members per connection and answer, and of all connections. Beyond: the
 * connection that was not used for longest is forgotten, and gets its members again.
 */
export const MEMBER_MEMORIES_MAX = 20_000;
export const MEMBERS_REMEMBERED_MAX = 10_000;
export const MEMBERS_REMEMBERED_TOTAL_MAX = 2_000_000;
