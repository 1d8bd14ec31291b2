import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { LogRelay } from '@chappe/event-log';
import { Shutdown } from '@chappe/runtime';
import { PartitionLeases } from '../partitions/partition-leases.js';
import { ReplicaIdentity } from '../partitions/replica-identity.js';
import { PartitionSharing } from './partition-sharing.js';

/**
 * Takes partitions at start and has the logs of what is owned published; at the end finishes what is under way before
 * it hands them over.
 */
@Injectable()
export class RoomLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #ended: Promise<void> | undefined;

  constructor(
    private readonly sharing: PartitionSharing,
    private readonly leases: PartitionLeases,
    private readonly relay: LogRelay,
    private readonly identity: ReplicaIdentity,
    private readonly shutdown: Shutdown,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.leases.onChange((owned) => this.relay.own(owned));
    this.shutdown.add({ phase: 'drain', name: 'room partitions', work: () => this.#drain() });
    this.shutdown.add({ phase: 'close', name: 'room partitions', work: () => this.#end() });
    await this.sharing.start();
  }

  /** Nest's own end, without {@link Shutdown}. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#end();
  }

  /**
   * While requests of other processes still come: they are told to ask the next owner. Those of this process could ask
   * nobody else, so there everything else drains first.
   */
  async #drain(): Promise<void> {
    if (this.identity.address !== undefined) await this.#end();
  }

  #end(): Promise<void> {
    this.#ended ??= this.sharing.end();
    return this.#ended;
  }
}
