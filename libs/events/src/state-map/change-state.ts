import type { StateSlot } from '../content/state-slot.js';
import { encodeNode, hashOfNode } from './encode-node.js';
import { childAt, childrenByBranch, innerNode, withChildren } from './inner-node.js';
import { EMPTY_STATE, NodeReader, type NodeSource } from './node-source.js';
import { compareSlots } from './compare-slots.js';
import { branchOf, PATH_LENGTH, type SlotPath, slotPath } from './slot-path.js';
import { type InnerNode, type LeafNode, type NodeHash, sizeOf, type StateEntry, type StateNode } from './state-node.js';

/**
 * A part of the map with at most this many entries is one leaf, a larger one is split. The rule looks at the content
 * alone, which makes equal maps equal trees. The number balances bytes against rows written per change; measured in
 * docs/decisions/0001-state-map.md.
 */
export const LEAF_ENTRIES_MAX = 8;

/** A change of one slot; `undefined` removes what is in it. Of several changes of a slot the last one counts. */
export interface StateChange {
  readonly slot: StateSlot;
  readonly eventId: string | undefined;
}

export interface ChangedState {
  readonly root: NodeHash;
  /** The nodes of the new map that the old map has not: what there is to store. */
  readonly created: ReadonlyMap<NodeHash, StateNode>;
}

interface PlacedChange extends StateChange {
  readonly path: Uint8Array;
}

interface PlacedEntry extends StateEntry {
  readonly path: Uint8Array;
}

/**
 * The map after some changes. Equal content has an equal root, whatever the changes that led to it.
 * Throws `MissingNodeError`.
 */
export function changeState(root: NodeHash, changes: readonly StateChange[], source: NodeSource): ChangedState {
  return new StateEditor(source, slotPath).change(root, changes);
}

/** One run of `changeState`; tests hand in weaker paths. */
export class StateEditor {
  readonly #reader: NodeReader;
  readonly #created = new Map<NodeHash, StateNode>();

  constructor(
    source: NodeSource,
    private readonly pathOf: SlotPath,
  ) {
    this.#reader = new NodeReader(source);
  }

  change(root: NodeHash, changes: readonly StateChange[]): ChangedState {
    const placed = changes.map((change) => ({ ...change, path: this.pathOf(change.slot) }));
    this.#noteMissing(root, placed, 0);
    this.#reader.checkComplete();
    return { root: this.#keep(this.#changeNode(root, placed, 0)), created: this.#created };
  }

  /** Looks for all nodes on the way to the changes, so that one `MissingNodeError` names those of all changes. */
  #noteMissing(hash: NodeHash, changes: readonly PlacedChange[], depth: number): void {
    const node = this.#reader.tryRead(hash);
    if (node?.kind !== 'inner') return;
    for (const [branch, group] of groupByBranch(changes, depth)) {
      const child = childAt(node, branch);
      if (child !== undefined) this.#noteMissing(child, group, depth + 1);
    }
  }

  #changeNode(hash: NodeHash, changes: readonly PlacedChange[], depth: number): StateNode {
    const node = this.#reader.read(hash);
    return node.kind === 'leaf' ? this.#changeLeaf(node, changes, depth) : this.#changeInner(node, changes, depth);
  }

  #changeLeaf(leaf: LeafNode, changes: readonly PlacedChange[], depth: number): StateNode {
    const entries = new Map(leaf.entries.map((entry) => [keyOf(entry.slot), entry]));
    for (const { slot, eventId } of changes) {
      if (eventId === undefined) entries.delete(keyOf(slot));
      else entries.set(keyOf(slot), { slot: { type: slot.type, stateKey: slot.stateKey }, eventId });
    }
    return this.#build([...entries.values()], depth);
  }

  #changeInner(inner: InnerNode, changes: readonly PlacedChange[], depth: number): StateNode {
    const changed = new Map<number, StateNode>();
    let size = inner.size;
    for (const [branch, group] of groupByBranch(changes, depth)) {
      const before = childAt(inner, branch) ?? EMPTY_STATE;
      const after = this.#changeNode(before, group, depth + 1);
      size += sizeOf(after) - sizeOf(this.#reader.read(before));
      changed.set(branch, after);
    }
    if (size <= LEAF_ENTRIES_MAX) return this.#merge(inner, changed);
    const hashes = new Map<number, NodeHash | undefined>();
    for (const [branch, node] of changed) hashes.set(branch, sizeOf(node) === 0 ? undefined : this.#keep(node));
    return withChildren(inner, hashes, size);
  }

  /** A leaf of everything below the node, whose children are leaves because there is so little. */
  #merge(inner: InnerNode, changed: ReadonlyMap<number, StateNode>): LeafNode {
    const unchanged = childrenByBranch(inner).filter((hash, branch) => hash !== undefined && !changed.has(branch));
    const nodes = unchanged.map((hash) => this.#reader.tryRead(hash ?? EMPTY_STATE));
    this.#reader.checkComplete();
    nodes.push(...changed.values());
    return leafOf(nodes.flatMap((node) => (node?.kind === 'leaf' ? node.entries : [])));
  }

  #build(entries: readonly StateEntry[], depth: number): StateNode {
    if (entries.length <= LEAF_ENTRIES_MAX) return leafOf(entries);
    return this.#split(
      entries.map((entry) => ({ ...entry, path: this.pathOf(entry.slot) })),
      depth,
    );
  }

  #split(entries: readonly PlacedEntry[], depth: number): StateNode {
    if (entries.length <= LEAF_ENTRIES_MAX || depth === PATH_LENGTH) return leafOf(entries);
    const children = new Map<number, NodeHash>();
    for (const [branch, group] of groupByBranch(entries, depth)) {
      children.set(branch, this.#keep(this.#split(group, depth + 1)));
    }
    return innerNode(children, entries.length);
  }

  #keep(node: StateNode): NodeHash {
    const hash = hashOfNode(encodeNode(node));
    if (!this.#reader.hasRead(hash)) this.#created.set(hash, node);
    return hash;
  }
}

function leafOf(entries: readonly StateEntry[]): LeafNode {
  const plain = entries.map(({ slot, eventId }) => ({ slot, eventId }));
  return { kind: 'leaf', entries: plain.sort((left, right) => compareSlots(left.slot, right.slot)) };
}

function groupByBranch<T extends { readonly path: Uint8Array }>(items: readonly T[], depth: number): Map<number, T[]> {
  return Map.groupBy(items, ({ path }) => branchOf(path, depth));
}

function keyOf({ type, stateKey }: StateSlot): string {
  return `${type.length} ${type}${stateKey}`;
}
