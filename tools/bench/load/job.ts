import type { LatencySummary } from './latencies.ts';

/** How long the load runs before and while it is measured. */
export interface Window {
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** GET of the same path again and again: the cost of HTTP and of the generator. */
export interface BareJob extends Window {
  readonly kind: 'bare';
  readonly port: number;
  readonly path: string;
  readonly clients: number;
}

/** Each client sends messages one after the other, to its rooms in turn. */
export interface SendJob extends Window {
  readonly kind: 'send';
  readonly port: number;
  readonly clients: readonly { readonly token: string; readonly roomIds: readonly string[] }[];
  readonly eventType: string;
  /** ASCII JSON. */
  readonly content: string;
  /** Makes the transaction ids of this run different from those of others. */
  readonly runId: string;
}

/** What prepared requests have in place of the text by which one is told from others. */
export const MARKER = '#marker#';

/** A PUT whose effect a sync shows. */
export interface MarkedMessage {
  readonly token: string;
  /** All but the transaction id, which follows. */
  readonly path: string;
  /** ASCII JSON with {@link MARKER}. */
  readonly body: string;
}

/** Something that a client asks for again and again. */
export interface PreparedRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly token: string;
  /** Escaped, with {@link MARKER} where each request differs from all others. */
  readonly path: string;
  /** ASCII JSON, with {@link MARKER} as well. */
  readonly body?: string;
}

/** Each client makes its requests one after the other, again and again. */
export interface RequestsJob extends Window {
  readonly kind: 'requests';
  readonly port: number;
  /** For each client its requests. */
  readonly clients: readonly (readonly PreparedRequest[])[];
  /** An answer in which this stands less often is an error. */
  readonly expects: { readonly text: string; readonly times: number };
  /** Of all clients together, the warm-up included: a fifth of them at most; the measured time ends with the last. */
  readonly requestsMax?: number;
  /** Makes what stands in place of {@link MARKER} different from that of other runs. URL-safe. */
  readonly runId: string;
}

/** Everybody polls; a sender sends a message whenever the last one has reached all of them and the pause is over. */
export interface WokenSyncJob extends Window {
  readonly kind: 'wokenSync';
  readonly port: number;
  /** Where everybody polls. */
  readonly syncPort: number;
  /** Access tokens. */
  readonly pollers: readonly string[];
  readonly sender: MarkedMessage;
  readonly pauseMs: number;
  readonly runId: string;
}

/**
 * Messages at a rate of their own, whatever becomes of them; each appears in the sync of one poller. A sender whose
 * last message is not answered when the next is due sends fewer.
 */
export interface PacedJob extends Window {
  readonly kind: 'paced';
  readonly port: number;
  /** Where everybody polls. */
  readonly syncPort: number;
  readonly senders: readonly MarkedMessage[];
  /** Access tokens. */
  readonly pollers: readonly string[];
  /** Messages a second of all senders together. */
  readonly rate: number;
  readonly runId: string;
}

/** Everybody asks once, all at the same time. */
export interface InitialSyncJob {
  readonly kind: 'initialSync';
  readonly port: number;
  readonly tokens: readonly string[];
  /** Already escaped. */
  readonly query: string;
}

/** Opens connections, lets them poll or be idle, and holds them until it is told to release them. */
export interface IdleJob {
  readonly kind: 'idle';
  readonly port: number;
  readonly clients: readonly { readonly token: string; readonly since: string }[];
  /** Without polls: connections that have had one answer. */
  readonly polls: boolean;
}

/** What a generator does; see the kinds. */
export type Job = BareJob | SendJob | RequestsJob | WokenSyncJob | PacedJob | InitialSyncJob | IdleJob;

export interface LoadResult {
  /** Requests that were answered as they should be while it was measured. */
  readonly count: number;
  readonly seconds: number;
  readonly latency: LatencySummary | undefined;
  /** Status and error code, or what went wrong: how often. */
  readonly errors: Readonly<Record<string, number>>;
  /** Bytes of all answers that were counted. */
  readonly bytes: number;
  /** Only syncs: from the sender's answer to a poller's; one that came before counts as 0. */
  readonly afterCommit?: LatencySummary | undefined;
  /** Only syncs: messages that were sent while it was measured. */
  readonly sent?: number;
}

/** From the generator's process to the one that started it. */
export type GeneratorReport =
  | { readonly kind: 'began' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'result'; readonly result: LoadResult }
  | { readonly kind: 'failed'; readonly reason: string };

/** The other way. */
export type GeneratorOrder =
  | { readonly kind: 'run'; readonly job: Job }
  /** Ends an {@link IdleJob}. */
  | { readonly kind: 'release' };
