import type { StateSlot } from '../content/state-slot.js';
import { compareSlots } from './compare-slots.js';
import { childAt } from './inner-node.js';
import { NodeReader, type NodeSource } from './node-source.js';
import { BRANCHES, branchOf, isMember, slotPath } from './slot-path.js';
import { type InnerNode, type LeafNode, type NodeHash, sizeOf, type StateEntry, type StateNode } from './state-node.js';

/** Which page of what differs between two maps. */
export interface StatePageRequest {
  readonly from: NodeHash;
  readonly to: NodeHash;
  /** Last slot of the page before; absent: the first page. */
  readonly after?: StateSlot | undefined;
  /** Entries of the page at most. */
  readonly limit: number;
}

/**
 * The next entries of the map `to` that are not in the map `from`, in an order that depends on the two maps only; fewer
 * than `limit`: the last ones. From the empty map these are all entries. Reads no more of the maps than lies before the
 * page's end on the way to it. Throws `MissingNodeError`.
 */
export function statePage(request: StatePageRequest, source: NodeSource): StateEntry[] {
  const walk = new PageWalk(request, source);
  walk.enter({ from: request.from, to: request.to, depth: 0, isBound: request.after !== undefined });
  walk.reader.checkComplete();
  return walk.found.slice(0, request.limit);
}

/** How many entries of a map are members, and how many are not. Throws `MissingNodeError`. */
export function countState(root: NodeHash, source: NodeSource): { readonly members: number; readonly others: number } {
  const reader = new NodeReader(source);
  const node = reader.read(root);
  if (node.kind === 'leaf') {
    const members = node.entries.filter(({ slot }) => isMember(slot)).length;
    return { members, others: node.entries.length - members };
  }
  const child = childAt(node, BRANCHES - 1);
  const others = child === undefined ? 0 : sizeOf(reader.read(child));
  return { members: node.size - others, others };
}

/** A part of both maps. */
interface Part {
  /** Its node in the older map, or the leaf further up that holds it; undefined: the older map has nothing here. */
  readonly from: NodeHash | LeafNode | undefined;
  readonly to: NodeHash;
  readonly depth: number;
  /** The page before ended in this part. */
  readonly isBound: boolean;
}

class PageWalk {
  readonly reader: NodeReader;
  readonly found: StateEntry[] = [];
  readonly #boundPath: Uint8Array | undefined;
  /** Each node that is missing holds an entry at least. */
  #missing = 0;

  constructor(
    private readonly request: StatePageRequest,
    source: NodeSource,
  ) {
    this.reader = new NodeReader(source);
    this.#boundPath = request.after && slotPath(request.after);
  }

  enter(part: Part): void {
    const { from } = part;
    if (from === part.to) return;
    const to = this.#read(part.to);
    const older = typeof from === 'string' ? this.#read(from) : from;
    if (to === undefined || (older === undefined && from !== undefined)) return;
    if (to.kind === 'inner') this.#enterChildren(to, older, part);
    else this.#takeLeaf(to, older, part);
  }

  #enterChildren(to: InnerNode, from: StateNode | undefined, { depth, isBound }: Part): void {
    const first = isBound && this.#boundPath ? branchOf(this.#boundPath, depth) : 0;
    for (let branch = first; branch < BRANCHES && this.found.length + this.#missing < this.request.limit; branch += 1) {
      const child = childAt(to, branch);
      if (child === undefined) continue;
      const older = from?.kind === 'inner' ? childAt(from, branch) : from;
      this.enter({ from: older, to: child, depth: depth + 1, isBound: isBound && branch === first });
    }
  }

  #takeLeaf({ entries }: LeafNode, from: StateNode | undefined, { depth, isBound }: Part): void {
    const { after } = this.request;
    for (const entry of entries) {
      if (isBound && after && compareSlots(entry.slot, after) <= 0) continue;
      if (from === undefined || this.#eventIn(from, entry.slot, depth) !== entry.eventId) this.found.push(entry);
    }
  }

  /** @param start a node of the older map with `depth` nodes above it, or a leaf above that */
  #eventIn(start: StateNode, slot: StateSlot, depth: number): string | undefined {
    const path = slotPath(slot);
    let node: StateNode | undefined = start;
    for (let at = depth; node?.kind === 'inner'; at += 1) {
      const child = childAt(node, branchOf(path, at));
      node = child === undefined ? undefined : this.#read(child);
    }
    return node?.entries.find((entry) => compareSlots(entry.slot, slot) === 0)?.eventId;
  }

  #read(hash: NodeHash): StateNode | undefined {
    const node = this.reader.tryRead(hash);
    if (node === undefined) this.#missing += 1;
    return node;
  }
}
