import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Heap } from './heap.js';

describe('Heap', () => {
  it('gives the items in order, also when some come later', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), fc.array(fc.nat({ max: 20 })), (first, later) => {
        const heap = new Heap<number>((left, right) => left - right);
        for (const item of first) heap.push(item);
        const taken = first.length > 0 ? [heap.pop()!] : [];
        for (const item of later) heap.push(item);
        const rest = [...first.toSorted((left, right) => left - right).slice(taken.length), ...later];
        const popped = Array.from(rest, () => heap.pop());
        expect([...taken, ...popped]).toEqual([...taken, ...rest.toSorted((left, right) => left - right)]);
        expect(heap.pop()).toBeUndefined();
      }),
    );
  });
});
