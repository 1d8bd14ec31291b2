import { decodeBase64, encodeBase64Url } from '@chappe/crypto';

import { bitsIn } from './bits-in.js';
import { BRANCHES } from './slot-path.js';
import { type InnerNode, NODE_HASH_BYTES, type NodeHash, type StateNode } from './state-node.js';

/** The children of an inner node by branch, `undefined` where there is none; eight of them. */
export function childrenByBranch(node: InnerNode): (NodeHash | undefined)[] {
  return Array.from({ length: BRANCHES }, (_, branch) => childAt(node, branch));
}

/** The hashes of a node's children, none for a leaf: for whoever copies or collects stored maps. */
export function childrenOf(node: StateNode): NodeHash[] {
  return node.kind === 'leaf' ? [] : childrenByBranch(node).filter((hash) => hash !== undefined);
}

/** The child in one branch: cheaper than `childrenByBranch`. */
export function childAt(node: InnerNode, branch: number): NodeHash | undefined {
  if ((node.branches & (1 << branch)) === 0) return undefined;
  return encodeBase64Url(bytesAt(node, branch));
}

/** An inner node with other children in some branches, `undefined` for none, and `size` entries below it. */
export function withChildren(
  node: InnerNode,
  changed: ReadonlyMap<number, NodeHash | undefined>,
  size: number,
): InnerNode {
  let branches = node.branches;
  for (const [branch, hash] of changed) {
    branches = hash === undefined ? branches & ~(1 << branch) : branches | (1 << branch);
  }
  const hashes = new Uint8Array(offsetOf(branches, BRANCHES));
  for (let branch = 0, at = 0; branch < BRANCHES; branch += 1) {
    if ((branches & (1 << branch)) === 0) continue;
    hashes.set(hashBytes(changed.get(branch)) ?? bytesAt(node, branch), at);
    at += NODE_HASH_BYTES;
  }
  return { kind: 'inner', size, branches, hashes };
}

/** An inner node of the given children by branch, with `size` entries below it. */
export function innerNode(children: ReadonlyMap<number, NodeHash>, size: number): InnerNode {
  return withChildren({ kind: 'inner', size: 0, branches: 0, hashes: new Uint8Array() }, children, size);
}

function bytesAt(node: InnerNode, branch: number): Uint8Array {
  const at = offsetOf(node.branches, branch);
  return node.hashes.subarray(at, at + NODE_HASH_BYTES);
}

function hashBytes(hash: NodeHash | undefined): Uint8Array | undefined {
  return hash === undefined ? undefined : decodeBase64(hash);
}

/** Where the hash of a branch stands among those of the node's branches. */
function offsetOf(branches: number, branch: number): number {
  return bitsIn(branches & ((1 << branch) - 1)) * NODE_HASH_BYTES;
}
