import type { StateSlot } from '../content/state-slot.js';

/** URL-safe unpadded Base64 of the first 20 bytes of the SHA-256 of a node's encoding. */
export type NodeHash = string;

/** One entry of a state map. */
export interface StateEntry {
  readonly slot: StateSlot;
  readonly eventId: string;
}

/** A part of the map that is small: its entries, ordered by `compareSlots`. */
export interface LeafNode {
  readonly kind: 'leaf';
  readonly entries: readonly StateEntry[];
}

/** A part of the map that is split by the next three bits of its slots' paths. */
export interface InnerNode {
  readonly kind: 'inner';
  /** Entries in the whole part. */
  readonly size: number;
  /** Bit b is set when branch b has a child. */
  readonly branches: number;
  /** The children's hashes, 20 bytes each, in the order of their branches. */
  readonly hashes: Uint8Array;
}

/** One immutable node of a state map, decoded. */
export type StateNode = LeafNode | InnerNode;

export const NODE_HASH_BYTES = 20;

/** Entries in the part of the map that the node stands for. */
export function sizeOf(node: StateNode): number {
  return node.kind === 'leaf' ? node.entries.length : node.size;
}
