import type { Clock } from '@chappe/runtime';
import { MatrixError } from '@chappe/matrix-api';
import { CALLS_WAITING_MAX, UNLISTED_IDLE_MS } from '../grpc.limits.js';
import { canonicalAddress } from './call-target.js';
import type { Peer } from './peer.js';

/** Makes the peer of an address; calls back after each change of its state. */
export type MakePeer = (address: string, onChange: (peer: Peer, reason: string) => void) => Peer;

interface KnownPeer {
  readonly peer: Peer;
  lastUsedMs: number;
}

/** All processes to which this one is connected, by address. */
export class Peers {
  readonly #known = new Map<string, KnownPeer>();
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  constructor(
    private readonly makePeer: MakePeer,
    private readonly clock: Clock,
    /** Hears of each change of a peer's state. */
    private readonly onChange: (peer: Peer, reason: string) => void,
  ) {}

  get openCalls(): number {
    return [...this.#known.values()].reduce((sum, { peer }) => sum + peer.openCalls, 0);
  }

  get waitingCalls(): number {
    return this.#waiting.size;
  }

  /** The process at an address; a connection to it is begun if there is none. */
  at(address: string): Peer {
    if (this.#isClosed) throw MatrixError.unavailable('the process is stopping');
    const key = canonicalAddress(address);
    let known = this.#known.get(key);
    if (!known) {
      const peer = this.makePeer(key, (changed, reason) => this.#changed(changed, reason));
      this.#known.set(key, (known = { peer, lastUsedMs: 0 }));
    }
    known.lastUsedMs = this.clock.monotonicMs();
    return known.peer;
  }

  /** Closes what is neither listed nor used: replicas that are gone. */
  closeUnlisted(isListed: (address: string) => boolean): void {
    const usedSinceMs = this.clock.monotonicMs() - UNLISTED_IDLE_MS;
    for (const [address, { peer, lastUsedMs }] of this.#known) {
      const isIdle = peer.openCalls === 0 && (lastUsedMs < usedSinceMs || peer.state === 'failed');
      if (!isIdle || isListed(address)) continue;
      this.#known.delete(address);
      peer.close();
    }
  }

  /**
   * Waits until the state of some peer changes, but at most so long.
   * @throws MatrixError 503 when too many calls wait already, or the process is stopping
   */
  async change(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiting.size >= CALLS_WAITING_MAX) throw MatrixError.unavailable('too many calls wait for a connection');
    if (this.#isClosed) throw MatrixError.unavailable('the process is stopping');
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel();
        this.#waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const cancel = this.clock.after(waitMs, wake);
      this.#waiting.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const { peer } of this.#known.values()) peer.close();
    this.#known.clear();
    this.#wakeAll();
  }

  #changed(peer: Peer, reason: string): void {
    this.onChange(peer, reason);
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }
}
