import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  changeState,
  decodeNode,
  diffState,
  listState,
  lookUpState,
  MissingNodeError,
  type NodeHash,
  type NodeSource,
  type StateNode,
  type StateSlot,
} from '@chappe/events';
import { STATE_NODES_MAX } from '../room.limits.js';
import { StateNodeStore, type RoomPlace } from './state-node.store.js';

export type StateChange = Parameters<typeof changeState>[1][number];
export type ChangedState = ReturnType<typeof changeState>;
export type StateDifference = ReturnType<typeof diffState>[number];

/** The state maps of rooms: the pure operations of `@chappe/events`, with nodes from memory or the table. */
@Injectable()
export class StateMaps {
  readonly #nodes = new LRUCache<NodeHash, StateNode>({ max: STATE_NODES_MAX });
  readonly #source: NodeSource = { get: (hash) => this.#nodes.get(hash) };

  constructor(private readonly store: StateNodeStore) {}

  /** Applies changes; the created nodes have to be committed with whatever refers to the new root. */
  async change(place: RoomPlace, root: NodeHash, changes: readonly StateChange[]): Promise<ChangedState> {
    const changed = await this.#withNodes(place, () => changeState(root, changes, this.#source));
    for (const [hash, node] of changed.created) this.#nodes.set(hash, node);
    return changed;
  }

  /** Event id in a slot, or undefined. */
  lookUp(place: RoomPlace, root: NodeHash, slot: StateSlot): Promise<string | undefined> {
    return this.#withNodes(place, () => lookUpState(root, slot, this.#source));
  }

  /** Every slot with its event id. */
  list(place: RoomPlace, root: NodeHash): Promise<{ slot: StateSlot; eventId: string }[]> {
    return this.#withNodes(place, () => [...listState(root, this.#source)]);
  }

  /** What differs between two states of a room. */
  diff(place: RoomPlace, roots: { from: NodeHash; to: NodeHash }): Promise<StateDifference[]> {
    return this.#withNodes(place, () => diffState(roots.from, roots.to, this.#source));
  }

  /** Runs a pure operation, loading the nodes it misses and starting again. */
  async #withNodes<T>(place: RoomPlace, operation: () => T): Promise<T> {
    const missed = new Set<NodeHash>();
    for (;;) {
      try {
        return operation();
      } catch (error) {
        if (!(error instanceof MissingNodeError)) throw error;
        if (missed.has(error.hash)) throw damaged(place, error.hash);
        missed.add(error.hash);
        await this.#load(place, error.hash);
      }
    }
  }

  async #load(place: RoomPlace, hash: NodeHash): Promise<void> {
    const found = await this.store.read(place, [hash]);
    const encoded = found.get(hash);
    if (!encoded) throw damaged(place, hash);
    this.#nodes.set(hash, decodeNode(encoded));
  }
}

function damaged(place: RoomPlace, hash: NodeHash): Error {
  return new Error(`state map of ${place.roomId} lacks node ${hash}`);
}
