import { encodeBase64Url, JsonError } from '@chappe/crypto';

import { bitsIn } from './bits-in.js';
import { ByteReader } from './byte-reader.js';
import { DamagedNodeError } from './damaged-node-error.js';
import { EVENT_HASH_BYTES, INNER, LEAF, NUMBERED_TYPES } from './node-format.js';
import { compareSlots } from './compare-slots.js';
import { type InnerNode, type LeafNode, NODE_HASH_BYTES, type StateEntry, type StateNode } from './state-node.js';

/**
 * The node of an encoding by `encodeNode`. Throws `DamagedNodeError` for bytes that no node has; damage inside an id
 * shows only in `hashOfNode`.
 */
export function decodeNode(bytes: Uint8Array): StateNode {
  const reader = new ByteReader(bytes);
  const kind = reader.byte();
  try {
    if (kind === LEAF) return decodeLeaf(reader);
    if (kind === INNER) return decodeInner(reader);
  } catch (error) {
    if (error instanceof JsonError) throw new DamagedNodeError('a text is not UTF-8');
    throw error;
  }
  throw new DamagedNodeError(`unknown format ${kind}`);
}

function decodeLeaf(reader: ByteReader): LeafNode {
  const entries: StateEntry[] = [];
  while (!reader.isAtEnd) {
    const entry = readEntry(reader);
    const before = entries.at(-1);
    if (before !== undefined && compareSlots(before.slot, entry.slot) >= 0) {
      throw new DamagedNodeError('its entries are out of order');
    }
    entries.push(entry);
  }
  return { kind: 'leaf', entries };
}

function readEntry(reader: ByteReader): StateEntry {
  const head = reader.byte();
  const typeNumber = head >> 1;
  const type = typeNumber === 0 ? reader.text() : NUMBERED_TYPES[typeNumber - 1];
  if (type === undefined) throw new DamagedNodeError(`unknown type number ${typeNumber}`);
  const stateKey = reader.text();
  const eventId = head % 2 === 1 ? reader.text() : `$${encodeBase64Url(reader.bytes(EVENT_HASH_BYTES))}`;
  return { slot: { type, stateKey }, eventId };
}

function decodeInner(reader: ByteReader): InnerNode {
  const size = reader.integer();
  const branches = reader.byte();
  // Copied, so that a cached node does not keep the whole buffer of a database answer alive.
  const hashes = Uint8Array.from(reader.bytes(bitsIn(branches) * NODE_HASH_BYTES));
  if (!reader.isAtEnd || branches === 0) throw new DamagedNodeError('its children do not match its branches');
  return { kind: 'inner', size, branches, hashes };
}
