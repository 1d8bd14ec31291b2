import type { Clock, Randomness } from '@chappe/runtime';
import { RECONNECT_MS_FIRST, RECONNECT_MS_MAX } from '../grpc.limits.js';
import type { Connection, ConnectionState } from './connection.js';

/** More failures in a row than these make no pause longer. */
const FAILURES_COUNTED = 10;

/** What a peer may be used for now. */
export type PeerState = 'connecting' | 'ready' | 'draining' | 'failed';

/** Makes a connection; calls back after each change of its state. */
export type Connect = (address: string, onChange: (state: ConnectionState, reason: string) => void) => Connection;

export interface PeerOptions {
  readonly address: string;
  readonly connect: Connect;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly onChange: (peer: Peer, reason: string) => void;
}

/** Another process: connected to as long as it is wanted, again and again. */
export class Peer {
  #connection: Connection | undefined;
  #state: PeerState = 'connecting';
  #failures = 0;
  #cancelReconnect: (() => void) | undefined;
  #isClosed = false;

  constructor(private readonly options: PeerOptions) {
    this.#connect();
  }

  get address(): string {
    return this.options.address;
  }

  /** `failed`: the last attempt to connect was in vain, or the connection broke; the next attempt is near. */
  get state(): PeerState {
    return this.#state;
  }

  /** Failed attempts in a row. */
  get failures(): number {
    return this.#failures;
  }

  get openCalls(): number {
    return this.#connection?.openCalls ?? 0;
  }

  /** The connection, when calls may be sent over it. */
  get ready(): Connection | undefined {
    return this.#state === 'ready' ? this.#connection : undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelReconnect?.();
    this.#connection?.close();
  }

  #connect(): void {
    this.#connection = this.options.connect(this.address, (state, reason) => this.#changed(state, reason));
  }

  #changed(state: ConnectionState, reason: string): void {
    if (this.#isClosed) return;
    if (state === 'ready') this.#failures = 0;
    // A process that stops is not back at once.
    if (state === 'draining') this.#failures = FAILURES_COUNTED;
    if (state === 'lost') this.#reconnectLater();
    this.#state = state === 'lost' ? 'failed' : state;
    this.options.onChange(this, reason);
  }

  #reconnectLater(): void {
    this.#connection = undefined;
    const longestMs = Math.min(RECONNECT_MS_FIRST * 2 ** this.#failures, RECONNECT_MS_MAX);
    this.#failures = Math.min(this.#failures + 1, FAILURES_COUNTED);
    // Half of it by chance: all callers of a process that came back must not come at once.
    const share = (this.options.randomness.bytes(1)[0] ?? 0) / 256;
    this.#cancelReconnect = this.options.clock.after(longestMs * (1 - share / 2), () => this.#connect());
  }
}
