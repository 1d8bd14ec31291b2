import { Backoff, type Clock, type Randomness } from '@chappe/runtime';
import { RECONNECT_PAUSES } from '../grpc.limits.js';
import type { Connection, ConnectionState } from './connection.js';

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
  readonly #backoff: Backoff;
  #cancelReconnect: (() => void) | undefined;
  #isClosed = false;

  constructor(private readonly options: PeerOptions) {
    // Half of a pause by chance: all callers of a process that came back must not come at once.
    this.#backoff = new Backoff(options.clock, RECONNECT_PAUSES, options.randomness);
    this.#connect();
  }

  get address(): string {
    return this.options.address;
  }

  /** `failed`: the last attempt to connect was in vain, or the connection broke; the next attempt is near. */
  get state(): PeerState {
    return this.#state;
  }

  /** Failed attempts in a row; that the other process stops counts as one. */
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
    if (state === 'ready') {
      this.#failures = 0;
      this.#backoff.reset();
    }
    if (state === 'draining' || state === 'lost') this.#failures++;
    // A process that stops is not back at once.
    if (state === 'draining') this.#backoff.exhaust();
    if (state === 'lost') this.#reconnectLater();
    this.#state = state === 'lost' ? 'failed' : state;
    this.options.onChange(this, reason);
  }

  #reconnectLater(): void {
    this.#connection = undefined;
    this.#cancelReconnect = this.options.clock.after(this.#backoff.next(), () => this.#connect());
  }
}
