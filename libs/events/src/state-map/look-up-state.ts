import type { StateSlot } from '../content/state-slot.js';
import { childAt } from './inner-node.js';
import { NodeReader, type NodeSource } from './node-source.js';
import { branchOf, slotPath } from './slot-path.js';
import type { NodeHash } from './state-node.js';

/** The event id in a slot of a map, `undefined` where there is none. Throws `MissingNodeError`. */
export function lookUpState(root: NodeHash, slot: StateSlot, source: NodeSource): string | undefined {
  return lookUpAlong(slotPath(slot), slot, { root, source });
}

/** `lookUpState` along a given path. */
export function lookUpAlong(
  path: Uint8Array,
  slot: StateSlot,
  map: { readonly root: NodeHash; readonly source: NodeSource },
): string | undefined {
  const reader = new NodeReader(map.source);
  let node = reader.read(map.root);
  for (let depth = 0; node.kind === 'inner'; depth += 1) {
    const child: NodeHash | undefined = childAt(node, branchOf(path, depth));
    if (child === undefined) return undefined;
    node = reader.read(child);
  }
  return node.entries.find((entry) => entry.slot.type === slot.type && entry.slot.stateKey === slot.stateKey)?.eventId;
}
