import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DamagedNodeError } from './damaged-node-error.js';
import { decodeNode } from './decode-node.js';
import { encodeNode, hashOfNode } from './encode-node.js';
import { innerNode } from './inner-node.js';
import { NUMBERED_TYPES } from './node-format.js';
import { EMPTY_STATE } from './node-source.js';
import { compareSlots } from './compare-slots.js';
import type { StateNode } from './state-node.js';

const text = fc.string({ unit: 'grapheme', maxLength: 200 });
const hashId = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `$${Buffer.from(bytes).toString('base64url')}`);
const entry = fc.record({
  slot: fc.record({ type: fc.oneof(fc.constantFrom(...NUMBERED_TYPES), text), stateKey: text }),
  eventId: fc.oneof(
    hashId,
    text,
    hashId.map((id) => `${id.slice(0, -1)}B`),
    hashId.map((id) => id.replace('_', '/')),
  ),
});
const leaf = fc
  .uniqueArray(entry, { maxLength: 12, selector: ({ slot }) => JSON.stringify([slot.type, slot.stateKey]) })
  .map((entries): StateNode => ({ kind: 'leaf', entries: entries.sort((a, b) => compareSlots(a.slot, b.slot)) }));
const hash = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
const byBranch = (hashes: (string | undefined)[]) =>
  new Map(hashes.flatMap((one, branch) => (one === undefined ? [] : [[branch, one]])));
const inner = fc
  .tuple(fc.array(fc.option(hash, { nil: undefined }), { minLength: 8, maxLength: 8 }), hash, fc.maxSafeInteger())
  .map(([children, one, size]): StateNode => innerNode(byBranch(children.with(3, one)), Math.abs(size)));

function errorNameOf(bytes: Uint8Array): string | undefined {
  try {
    decodeNode(bytes);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

describe('the encoding of nodes', () => {
  it('gives back every node', () => {
    fc.assert(
      fc.property(fc.oneof(leaf, inner), (node) => {
        expect(decodeNode(encodeNode(node))).toEqual(node);
      }),
    );
  });

  it('takes 34 bytes for the state of a room, 32 of them the event id', () => {
    const eventId = `$${'a'.repeat(42)}A`;
    const node: StateNode = { kind: 'leaf', entries: [{ slot: { type: 'm.room.create', stateKey: '' }, eventId }] };
    expect(encodeNode(node)).toHaveLength(1 + 34);
  });

  it('has hashes that may never change, because they are stored', () => {
    expect(EMPTY_STATE).toBe('S_USLzRFVMU73i67jNK349FgCtY');
    const eventId = `$${'a'.repeat(42)}A`;
    const entries = NUMBERED_TYPES.map((type) => ({ slot: { type, stateKey: 'key' }, eventId }));
    entries.push({ slot: { type: 'org.example', stateKey: '' }, eventId: '$1:example.org' });
    expect(hashOfNode(encodeNode({ kind: 'leaf', entries }))).toBe('zphBNIc8ggPSjfD-zIXMYbUs0us');
    const children = Array.from({ length: 8 }, (_, branch) => (branch % 2 === 0 ? EMPTY_STATE : undefined));
    expect(hashOfNode(encodeNode(innerNode(byBranch(children), 300)))).toBe('TBkugRNem2zglEr3005SHucQuKo');
  });

  it('throws one kind of error for damaged bytes', () => {
    fc.assert(
      fc.property(fc.oneof(leaf, inner), fc.nat(), fc.nat({ max: 255 }), (node, at, value) => {
        const bytes = encodeNode(node);
        bytes[at % bytes.length] = value;
        const cut = bytes.slice(0, at % bytes.length);
        expect([undefined, 'DamagedNodeError']).toContain(errorNameOf(bytes));
        expect([undefined, 'DamagedNodeError']).toContain(errorNameOf(cut));
      }),
    );
  });

  it.each([
    ['nothing', []],
    ['an unknown format', [9]],
    ['an inner node without children', [2, 9, 0]],
    ['a missing hash', [2, 9, 1, ...Array<number>(19).fill(0)]],
    ['bytes behind the end', [2, 9, 1, ...Array<number>(21).fill(0)]],
    ['an unknown type', [1, 255, 0, 0]],
    ['an endless number', [2, ...Array<number>(20).fill(255)]],
    ['entries that are not in order', [1, 5, 0, 0, 3, 0, 0, 5, 0, 0]],
    ['a text that is no UTF-8', [1, 1, 1, 0xff, 0, 0]],
  ])('refuses %s', (_what, bytes) => {
    expect(() => decodeNode(Uint8Array.from(bytes))).toThrow(DamagedNodeError);
  });
});
