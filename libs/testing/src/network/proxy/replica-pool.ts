import { hash } from 'node:crypto';
import { Replica, type ReplicaAddress } from './replica.js';

/** The processes of one service. */
export class ReplicaPool {
  readonly replicas: readonly Replica[];
  #turn = 0;

  /** @param isSticky whether {@link rank} heeds keys */
  constructor(
    addresses: readonly ReplicaAddress[],
    private readonly isSticky: boolean,
  ) {
    this.replicas = addresses.map((address) => new Replica(address));
  }

  async watch(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.watch()));
  }

  close(): void {
    for (const replica of this.replicas) replica.close();
  }

  /**
   * The ready replicas in the order in which a request tries them. With a key: by rendezvous hash, so that a client
   * stays with its replica and only the clients of one that goes away move. Without: the least busy first, equally busy
   * ones in turn. When none is ready, the silent ones: a late answer is better than none.
   */
  rank(key: string | undefined): Replica[] {
    let ready = this.replicas.filter((replica) => replica.isReady);
    if (ready.length === 0) ready = this.replicas.filter((replica) => replica.isSilent);
    if (ready.length < 2) return ready;
    if (this.isSticky && key !== undefined) return byHash(ready, key);
    const first = this.#turn++ % ready.length;
    return [...ready.slice(first), ...ready.slice(0, first)].sort((a, b) => a.open - b.open);
  }
}

function byHash(replicas: readonly Replica[], key: string): Replica[] {
  const scored = replicas.map((replica) => ({ replica, score: hash('sha1', `${replica.address.name}\n${key}`) }));
  return scored.sort((a, b) => (a.score < b.score ? -1 : 1)).map(({ replica }) => replica);
}
