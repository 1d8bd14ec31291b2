import { OneAtATime, type Clock } from '@chappe/runtime';
import { LOOKUP_AGAIN_MS, LOOKUP_PERIOD_MS } from '../grpc.limits.js';
import { type CallTarget, formatAddress, parseCallTarget } from './call-target.js';
import type { Connection } from './connection.js';
import type { Peer } from './peer.js';
import type { Peers } from './peers.js';

/** All addresses that a name has now. */
export type LookUp = (host: string) => Promise<readonly string[]>;

export interface ReplicasOptions {
  /** As in the configuration. */
  readonly targets: readonly string[];
  readonly peers: Peers;
  readonly clock: Clock;
  readonly lookUp: LookUp;
  /** This process itself is called without a connection. */
  readonly ownAddress: () => string;
  readonly onLookupFailed: (name: string, error: unknown) => void;
  /** Called after each look: a process that was connected already may be listed now. */
  readonly onListed: () => void;
}

/** The processes of one service, as the configuration and the name service list them. */
export class Replicas {
  readonly #targets: readonly CallTarget[];
  /** Last known addresses of each target. */
  readonly #addresses = new Map<CallTarget, readonly string[]>();
  #listed: readonly Peer[] = [];
  #listedAddresses = new Set<string>();
  #turn = 0;
  #lookedUpMs = Number.NEGATIVE_INFINITY;
  readonly #lookup = new OneAtATime(() => this.#lookUpAll());
  #stop: (() => void) | undefined;
  #isStopped = false;

  constructor(private readonly options: ReplicasOptions) {
    this.#targets = options.targets.map(parseCallTarget);
  }

  /** Whether any process of the service can be asked at all. */
  get isConfigured(): boolean {
    return this.#targets.length > 0;
  }

  get readyCount(): number {
    return this.#listed.filter((peer) => peer.ready).length;
  }

  isListed(address: string): boolean {
    return this.#listedAddresses.has(address);
  }

  /** Connects to all replicas and follows their coming and going. */
  start(): void {
    this.#refresh();
    if (this.#targets.some((target) => target.isDns)) {
      this.#stop = this.options.clock.every(LOOKUP_PERIOD_MS, () => this.#refresh());
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#stop?.();
  }

  /**
   * The connected replica with the fewest open calls; equal ones in turn.
   * @param except addresses that shall not be chosen
   */
  choose(except?: ReadonlySet<string>): Connection | undefined {
    const count = this.#listed.length;
    let best: Connection | undefined;
    this.#turn = (this.#turn + 1) % Math.max(1, count);
    for (let i = 0; i < count; i++) {
      const ready = this.#listed[(this.#turn + i) % count]?.ready;
      if (!ready || except?.has(ready.address)) continue;
      if (!best || ready.openCalls < best.openCalls) best = ready;
    }
    return best;
  }

  /** A connection was lost: perhaps replicas came or went. */
  lookAgain(): void {
    if (this.options.clock.monotonicMs() - this.#lookedUpMs >= LOOKUP_AGAIN_MS) this.#refresh();
  }

  #refresh(): void {
    void this.#lookup.run();
  }

  async #lookUpAll(): Promise<void> {
    this.#lookedUpMs = this.options.clock.monotonicMs();
    await Promise.all(this.#targets.map((target) => this.#lookUpOne(target)));
    if (this.#isStopped) return;
    const own = this.options.ownAddress();
    const addresses = [...this.#addresses.values()].flat().filter((address) => address !== own);
    this.#listedAddresses = new Set(addresses);
    this.#listed = [...this.#listedAddresses].sort().map((address) => this.options.peers.at(address));
    this.options.onListed();
  }

  async #lookUpOne(target: CallTarget): Promise<void> {
    if (!target.isDns) {
      this.#addresses.set(target, [formatAddress(target)]);
      return;
    }
    try {
      const hosts = await this.options.lookUp(target.host);
      this.#addresses.set(
        target,
        hosts.map((host) => formatAddress({ host, port: target.port })),
      );
    } catch (error) {
      // The replicas that are known may well be there; their connections tell.
      this.options.onLookupFailed(target.host, error);
    }
  }
}
