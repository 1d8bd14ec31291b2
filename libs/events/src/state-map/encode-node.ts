import { decodeBase64, encodeBase64Url, sha256 } from '@chappe/crypto';

import { ByteWriter } from './byte-writer.js';
import { HASH_EVENT_ID, INNER, LEAF, NUMBERED_TYPES } from './node-format.js';
import { NODE_HASH_BYTES, type NodeHash, type StateEntry, type StateNode } from './state-node.js';

const numberOfType: ReadonlyMap<string, number> = new Map(NUMBERED_TYPES.map((type, index) => [type, index + 1]));

/**
 * The bytes under whose hash a node is stored: equal nodes have equal bytes.
 * Leaf: 1, then for each entry a byte (number of the type or 0, times 2, plus 1 when the event id is text), the type
 * where it has no number, the state key, the event id as 32 bytes or as text. Inner: 2, size, branches, hashes.
 */
export function encodeNode(node: StateNode): Uint8Array {
  const writer = new ByteWriter();
  if (node.kind === 'leaf') {
    writer.byte(LEAF);
    for (const entry of node.entries) writeEntry(writer, entry);
  } else {
    writer.byte(INNER);
    writer.integer(node.size);
    writer.byte(node.branches);
    writer.bytes(node.hashes);
  }
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
