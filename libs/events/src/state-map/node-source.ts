import { encodeNode, hashOfNode } from './encode-node.js';
import type { LeafNode, NodeHash, StateNode } from './state-node.js';

/** Where nodes are looked up: a cache, filled by whoever can wait for a database. */
export interface NodeSource {
  get(hash: NodeHash): StateNode | undefined;
}

const emptyLeaf: LeafNode = { kind: 'leaf', entries: [] };

/** The hash of the map without entries. It needs no stored node. */
export const EMPTY_STATE: NodeHash = hashOfNode(encodeNode(emptyLeaf));

/**
 * The source lacks nodes. Load all of `hashes` and run the same function again: each run gets at least one level
 * further down, so a few rounds suffice for maps of any size, if the source keeps what was loaded until the end.
 */
export class MissingNodeError extends Error {
  override readonly name = 'MissingNodeError';
  /** The first of `hashes`. */
  readonly hash: NodeHash;

  constructor(readonly hashes: readonly [NodeHash, ...NodeHash[]]) {
    super(`${hashes.length} nodes of a state map are not loaded, the first is ${hashes[0]}`);
    this.hash = hashes[0];
  }
}

/** Reads nodes for one operation, remembering what was read and what was missing. */
export class NodeReader {
  readonly #read = new Set<NodeHash>([EMPTY_STATE]);
  readonly #missing = new Set<NodeHash>();

  constructor(private readonly source: NodeSource) {}

  /** The node, or undefined after noting that it is missing. */
  tryRead(hash: NodeHash): StateNode | undefined {
    if (hash === EMPTY_STATE) return emptyLeaf;
    const node = this.source.get(hash);
    if (node === undefined) this.#missing.add(hash);
    else this.#read.add(hash);
    return node;
  }

  /** The node. Throws `MissingNodeError`. */
  read(hash: NodeHash): StateNode {
    const node = this.tryRead(hash);
    if (node === undefined) throw new MissingNodeError([hash]);
    return node;
  }

  hasRead(hash: NodeHash): boolean {
    return this.#read.has(hash);
  }

  /** Throws `MissingNodeError` when anything was missing so far. */
  checkComplete(): void {
    const [first, ...more] = this.#missing;
    if (first !== undefined) throw new MissingNodeError([first, ...more]);
  }
}
