import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  changeState,
  decodeNode,
  diffState,
  hashOfNode,
  listState,
  lookUpState,
  MissingNodeError,
  type ChangedState,
  type NodeHash,
  type NodeSource,
  type StateChange,
  type StateDifference,
  type StateNode,
  type StateSlot,
} from '@chappe/events';
import { STATE_NODE_LOADS_MAX, STATE_NODES_MAX } from '../room.limits.js';
import type { RoomKey } from '../partitions/partitions.js';
import { StateNodeStore } from './state-node.store.js';

/** The state maps of rooms: the pure operations of `@chappe/events`, with nodes from memory or the table. */
@Injectable()
export class StateMaps {
  readonly #nodes = new LRUCache<NodeHash, StateNode>({ max: STATE_NODES_MAX });

  constructor(private readonly store: StateNodeStore) {}

  /** Applies changes; the created nodes have to be committed with whatever refers to the new root. */
  async change(place: RoomKey, root: NodeHash, changes: readonly StateChange[]): Promise<ChangedState> {
    const changed = await this.#withNodes(place, (source) => changeState(root, changes, source));
    for (const [hash, node] of changed.created) this.#nodes.set(hash, node);
    return changed;
  }

  /** Event id in a slot, or undefined. */
  lookUp(place: RoomKey, root: NodeHash, slot: StateSlot): Promise<string | undefined> {
    return this.#withNodes(place, (source) => lookUpState(root, slot, source));
  }

  /** Every slot with its event id. */
  list(place: RoomKey, root: NodeHash): Promise<{ slot: StateSlot; eventId: string }[]> {
    return this.#withNodes(place, (source) => [...listState(root, source)]);
  }

  /** What differs between two states of a room. */
  diff(place: RoomKey, roots: { from: NodeHash; to: NodeHash }): Promise<StateDifference[]> {
    return this.#withNodes(place, (source) => diffState(roots.from, roots.to, source));
  }

  /** Runs a pure operation; as long as it misses nodes, loads them and starts it again. */
  async #withNodes<T>(place: RoomKey, operation: (source: NodeSource) => T): Promise<T> {
    const loaded = new Map<NodeHash, StateNode>();
    const source: NodeSource = { get: (hash) => loaded.get(hash) ?? this.#nodes.get(hash) };
    for (let round = 0; round < STATE_NODE_LOADS_MAX; round++) {
      try {
        return operation(source);
      } catch (error) {
        if (!(error instanceof MissingNodeError)) throw error;
        await this.#load(place, error.hashes, loaded);
      }
    }
    throw new Error(`state map of ${place.roomId} is deeper than a state map can be`);
  }

  async #load(place: RoomKey, hashes: readonly NodeHash[], loaded: Map<NodeHash, StateNode>): Promise<void> {
    const found = await this.store.read(place, hashes);
    for (const hash of hashes) {
      const encoded = found.get(hash);
      if (!encoded || hashOfNode(encoded) !== hash) {
        throw new Error(`state map of ${place.roomId} has lost or damaged the node ${hash}`);
      }
      const node = decodeNode(encoded);
      loaded.set(hash, node);
      this.#nodes.set(hash, node);
    }
  }
}
