const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * Largest request or answer. Whole states of large rooms fit; nothing that a client sends comes near. Beyond: 413
 * M_TOO_LARGE for a request, 500 M_UNKNOWN for an answer.
 */
export const MESSAGE_BYTES_MAX = 64 * MIB;

/**
 * A frame of the batched stream is cut after the message that reaches this size. All calls of a frame begin in one turn
 * of the event loop, so this also bounds how long a burst holds it.
 */
export const FRAME_BYTES_AIM = 256 * KIB;

/**
 * Largest frame that is read: a full frame and one largest message, with room for their envelopes. Beyond: the stream
 * breaks; its calls are repeated where that is safe, the others get 503 M_UNKNOWN.
 */
export const FRAME_BYTES_MAX = MESSAGE_BYTES_MAX + 2 * FRAME_BYTES_AIM;

/**
 * What may wait to be written to one connection. Beyond: further calls go elsewhere or wait; 503 M_UNKNOWN at their
 * deadline.
 */
export const UNWRITTEN_BYTES_MAX = 128 * MIB;

/** What may be on its way unread on one connection. HTTP/2's usual 64 KiB would stop the stream at every batch. */
export const FLOW_WINDOW_BYTES = 4 * MIB;

/**
 * Calls of one connection that wait for their answer. Beyond: further calls go elsewhere or wait; 503 M_UNKNOWN at
 * their deadline.
 */
export const CALLS_OPEN_MAX = 10_000;

/** Calls of one process that wait for a connection or for an owner. Beyond: 503 M_UNKNOWN at once. */
export const CALLS_WAITING_MAX = 10_000;

/**
 * A connection is asked for a sign of life so often. Together with {@link KEEP_ALIVE_MS_MAX} it is the longest time
 * that calls are sent to a machine that vanished: a second or two more than its leases live, and less than the usual
 * deadline of a call, so that the call can still be repeated. Beyond: the connection is lost; its calls are repeated
 * where that is safe, the others get 503 M_UNKNOWN.
 */
export const KEEP_ALIVE_PERIOD_MS = 3_000;
export const KEEP_ALIVE_MS_MAX = 3_000;

/** How often certificates are looked at: some authorities make them for minutes only. */
export const CERTIFICATE_CHECK_PERIOD_MS = 30_000;

/** Longest time from the first packet to an open stream. Beyond: the attempt has failed and another one is made. */
export const CONNECT_MS_MAX = 3_000;

/** Pauses between attempts to connect: doubled from the first to the last, each shortened by up to half by chance. */
export const RECONNECT_PAUSES = { firstMs: 50, maxMs: 1_000 };

/** How often `dns:` addresses are looked up, and how soon again after a lost connection. */
export const LOOKUP_PERIOD_MS = 3_000;
export const LOOKUP_AGAIN_MS = 500;

/** A process that no list names, but that owned a partition, is forgotten after so long without a call. */
export const UNLISTED_IDLE_MS = 10_000;

/** Pauses while a partition has no reachable owner: doubled from the first to the last. */
export const OWNER_PAUSES = { firstMs: 25, maxMs: 250 };

/**
 * How often one call is sent again after its connection broke: a request that kills its server must not kill all.
 * Beyond: 503 M_UNKNOWN.
 */
export const LOST_REPEATS_MAX = 3;

/** How often deadlines are looked at; a call may run this much longer than its deadline. */
export const DEADLINE_CHECK_PERIOD_MS = 50;

/** Longest deadline that a server believes. Beyond: a later deadline counts as this one. */
export const DEADLINE_MS_MAX = 120_000;

/**
 * An error is carried in the trailing metadata of a unary call, whose size HTTP/2 bounds. Beyond: the message is cut,
 * fields and headers are left out.
 */
export const ERROR_BYTES_MAX = 8 * 1024;

/**
 * How long a stopping server waits for its callers to go elsewhere, and for its connections to close. Beyond:
 * connections are cut, and what is under way ends as with any lost one.
 */
export const DRAIN_MS_MAX = 1_800;
export const CLOSE_MS_MAX = 300;
