/** Finished spans that wait to be sent; what comes on top is dropped. Some 2 KiB each. */
export const SPANS_WAITING_MAX = 4_096;

/** Spans in one request to the collector. */
export const SPANS_SENT_TOGETHER_MAX = 512;

/** How long a finished span waits for others. */
export const SEND_PERIOD_MS = 1_000;

/** After this time a request to the collector has failed; its spans are dropped. */
export const SEND_MS_MAX = 5_000;

/** Requests to the collector that are under way; what comes on top fails. */
export const SENDS_AT_ONCE_MAX = 30;

/** Ids and names are shorter; what a client writes into a path may not be. */
export const ATTRIBUTE_CHARACTERS_MAX = 255;

/** Spans that one group commit names as those that it carries. */
export const LINKS_MAX = 128;
