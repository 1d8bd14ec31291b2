import { childrenByBranch } from './inner-node.js';
import { NodeReader, type NodeSource } from './node-source.js';
import { holdsOthers, isMember } from './slot-path.js';
import type { NodeHash, StateEntry } from './state-node.js';

/**
 * All entries of a map, in an order that depends on its content only. Throws `MissingNodeError`.
 * With `members: false` without `m.room.member`: reads no more of the map than that takes.
 */
export function listState(root: NodeHash, source: NodeSource, options?: { members?: boolean }): Iterable<StateEntry> {
  const reader = new NodeReader(source);
  if (options?.members !== false) return entriesUnder(root, reader);
  const node = reader.read(root);
  if (node.kind === 'leaf') return node.entries.filter((entry) => !isMember(entry.slot));
  const others = childrenByBranch(node).find((hash, branch) => hash !== undefined && holdsOthers(branch));
  return others === undefined ? [] : entriesUnder(others, reader);
}

/** The entries below a node. Missing nodes are all found before `MissingNodeError` is thrown. */
export function entriesUnder(hash: NodeHash, reader: NodeReader): StateEntry[] {
  const entries: StateEntry[] = [];
  const waiting = [hash];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const node = reader.tryRead(next);
    if (node?.kind === 'leaf') entries.push(...node.entries);
    else if (node !== undefined) {
      for (const child of childrenByBranch(node)) if (child !== undefined) waiting.push(child);
    }
  }
  reader.checkComplete();
  return entries;
}
