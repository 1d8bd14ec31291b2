import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  changeState,
  countState,
  decodeNode,
  hashOfNode,
  lookUpState,
  MissingNodeError,
  statePage,
  type ChangedState,
  type NodeHash,
  type NodeSource,
  type StateChange,
  type StateEntry,
  type StateNode,
  type StatePageRequest,
  type StateSlot,
} from '@chappe/events';
import { heapShare } from '@chappe/runtime';
import { STATE_NODE_LOADS_MAX, STATE_NODES_BYTES_MAX } from '../room.limits.js';
import type { RoomKey } from '../partitions/partitions.js';
import { StateNodeStore } from './state-node.store.js';

/** The state maps of rooms: the pure operations of `@chappe/events`, with nodes from memory or the table. */
@Injectable()
export class StateMaps {
  readonly #nodes = new LRUCache<NodeHash, StateNode>({
    maxSize: Math.min(STATE_NODES_BYTES_MAX, heapShare(1 / 16)),
    sizeCalculation: bytesOf,
  });

  constructor(private readonly store: StateNodeStore) {}

  /** Applies changes; the created nodes have to be committed with whatever refers to the new root. */
  async change(key: RoomKey, root: NodeHash, changes: readonly StateChange[]): Promise<ChangedState> {
    const changed = await this.#withNodes(key, (source) => changeState(root, changes, source));
    for (const [hash, node] of changed.created) this.#nodes.set(hash, node);
    return changed;
  }

  /** Event id in a slot, or undefined. */
  lookUp(key: RoomKey, root: NodeHash, slot: StateSlot): Promise<string | undefined> {
    return this.#withNodes(key, (source) => lookUpState(root, slot, source));
  }

  /** The next entries of one state that are not in another one. */
  page(key: RoomKey, request: StatePageRequest): Promise<StateEntry[]> {
    return this.#withNodes(key, (source) => statePage(request, source));
  }

  /** How many members a state has, and how many other entries. */
  count(key: RoomKey, root: NodeHash): Promise<{ members: number; others: number }> {
    return this.#withNodes(key, (source) => countState(root, source));
  }

  /** Runs a pure operation; as long as it misses nodes, loads them and starts it again. */
  async #withNodes<T>(key: RoomKey, operation: (source: NodeSource) => T): Promise<T> {
    const loaded = new Map<NodeHash, StateNode>();
    const source: NodeSource = { get: (hash) => loaded.get(hash) ?? this.#nodes.get(hash) };
    for (let round = 0; round < STATE_NODE_LOADS_MAX; round++) {
      try {
        return operation(source);
      } catch (error) {
        if (!(error instanceof MissingNodeError)) throw error;
        await this.#load(key, error.hashes, loaded);
      }
    }
    throw new Error(`state map of ${key.roomId} is deeper than a state map can be`);
  }

  async #load(key: RoomKey, hashes: readonly NodeHash[], loaded: Map<NodeHash, StateNode>): Promise<void> {
    const found = await this.store.read(key, hashes);
    for (const hash of hashes) {
      const encoded = found.get(hash);
      if (!encoded || hashOfNode(encoded) !== hash) {
        throw new Error(`state map of ${key.roomId} has lost or damaged the node ${hash}`);
      }
      const node = decodeNode(encoded);
      loaded.set(hash, node);
      this.#nodes.set(hash, node);
    }
  }
}

/** What a node takes besides the texts and hashes in it, and an entry of a leaf, about. */
const NODE_BYTES = 200;
const ENTRY_BYTES = 120;

function bytesOf(node: StateNode): number {
  if (node.kind === 'inner') return NODE_BYTES + node.hashes.length;
  let bytes = NODE_BYTES;
  for (const { slot, eventId } of node.entries) {
    bytes += ENTRY_BYTES + slot.type.length + slot.stateKey.length + eventId.length;
  }
  return bytes;
}
