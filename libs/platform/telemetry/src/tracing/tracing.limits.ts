/** Finished spans that wait to be sent. Some 2 KiB each. Beyond: further spans are dropped. */
export const SPANS_WAITING_MAX = 4_096;

/** Spans in one request to the collector. Beyond: the rest goes with the next request. */
export const SPANS_SENT_TOGETHER_MAX = 512;

/** How long a finished span waits for others. */
export const SEND_PERIOD_MS = 1_000;

/** Longest time of a request to the collector. Beyond: the request has failed, and its spans are dropped. */
export const SEND_MS_MAX = 5_000;

/** Requests to the collector that are under way. Beyond: a further one fails, and its spans are dropped. */
export const SENDS_AT_ONCE_MAX = 30;

/** Ids and names are shorter; what a client writes into a path may not be. Beyond: the value is cut. */
export const ATTRIBUTE_CHARACTERS_MAX = 255;

/** Spans that one group commit names as those that it carries. Beyond: the first ones are left out. */
export const LINKS_MAX = 128;
