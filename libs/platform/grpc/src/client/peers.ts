import type { Clock } from '@chappe/runtime';
import { MatrixError } from '@chappe/matrix-api';
import { UNLISTED_IDLE_MS } from '../grpc.limits.js';
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
  #isClosed = false;

  constructor(
    private readonly makePeer: MakePeer,
    private readonly clock: Clock,
    /** Hears of each change of a peer's state. */
    private readonly onChange: (peer: Peer, reason: string) => void,
  ) {}

  /** The process at an address; a connection to it is begun if there is none. */
  at(address: string): Peer {
    const known = this.#known.get(address) ?? this.#connectTo(canonicalAddress(address));
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

  close(): void {
    this.#isClosed = true;
    for (const { peer } of this.#known.values()) peer.close();
    this.#known.clear();
  }

  #connectTo(address: string): KnownPeer {
    const existing = this.#known.get(address);
    if (existing) return existing;
    if (this.#isClosed) throw MatrixError.unavailable('the process is stopping');
    const known = { peer: this.makePeer(address, this.onChange), lastUsedMs: 0 };
    this.#known.set(address, known);
    return known;
  }
}
