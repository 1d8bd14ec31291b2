import { decodeBase64, encodeBase64Url, sha256 } from '@chappe/crypto';

import { ByteWriter } from './byte-writer.js';
import { HASH_EVENT_ID, INNER, LEAF, NUMBERED_TYPES } from './node-format.js';
import {
  type InnerNode,
  type LeafNode,
  NODE_HASH_BYTES,
  type NodeHash,
  type StateEntry,
  type StateNode,
} from './state-node.js';

/** Room for a member with a user ID of some 60 bytes; longer entries make the writer grow. */
const ENTRY_BYTES_USUAL = 96;
const INNER_BYTES_BESIDES_HASHES = 10;

const numberOfType: ReadonlyMap<string, number> = new Map(NUMBERED_TYPES.map((type, index) => [type, index + 1]));

/**
 * The bytes under whose hash a node is stored: equal nodes have equal bytes.
 * Leaf: 1, then for each entry a byte (number of the type or 0, times 2, plus 1 when the event id is text), the type
 * where it has no number, the state key, the event id as 32 bytes or as text. Inner: 2, size, branches, hashes.
 */
export function encodeNode(node: StateNode): Uint8Array {
  return node.kind === 'leaf' ? encodeLeaf(node) : encodeInner(node);
}

function encodeLeaf({ entries }: LeafNode): Uint8Array {
  const writer = new ByteWriter(ENTRY_BYTES_USUAL * entries.length + 1);
  writer.byte(LEAF);
  for (const entry of entries) writeEntry(writer, entry);
  return writer.finish();
}

function encodeInner({ size, branches, hashes }: InnerNode): Uint8Array {
  const writer = new ByteWriter(hashes.length + INNER_BYTES_BESIDES_HASHES);
  writer.byte(INNER);
  writer.integer(size);
  writer.byte(branches);
  writer.bytes(hashes);
  return writer.finish();
}

/** The hash under which an encoded node is stored; compare it with the row's to find damage of any kind. */
export function hashOfNode(encoded: Uint8Array): NodeHash {
  return encodeBase64Url(sha256(encoded).subarray(0, NODE_HASH_BYTES));
}

function writeEntry(writer: ByteWriter, { slot, eventId }: StateEntry): void {
  const typeNumber = numberOfType.get(slot.type) ?? 0;
  const eventHash = HASH_EVENT_ID.test(eventId) ? decodeBase64(eventId.slice(1)) : undefined;
  writer.byte(typeNumber * 2 + (eventHash === undefined ? 1 : 0));
  if (typeNumber === 0) writer.text(slot.type);
  writer.text(slot.stateKey);
  if (eventHash === undefined) writer.text(eventId);
  else writer.bytes(eventHash);
}
