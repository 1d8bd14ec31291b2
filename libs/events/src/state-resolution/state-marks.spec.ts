import { describe, expect, it } from 'vitest';

import { StateMarks } from './state-marks.js';

describe.each([2, 31, 32, 33, 64, 65])('StateMarks of %i states', (states) => {
  it('calls an event partial from the first state to the last but one', () => {
    const marks = new StateMarks(3, states);
    for (let state = 0; state < states; state += 1) {
      expect(marks.isPartial(1)).toBe(state > 0);
      expect(marks.partial).toBe(state > 0 ? 1 : 0);
      marks.mark(1, state);
    }
    expect([0, 1, 2].map((event) => marks.isPartial(event))).toEqual([false, false, false]);
    expect(marks.partial).toBe(0);
  });

  it('copies marks to those that are there', () => {
    const marks = new StateMarks(3, states);
    for (let state = 1; state < states; state += 1) marks.mark(2, state);
    marks.copy(2, 0);
    expect(marks.partial).toBe(2);
    marks.mark(0, 0);
    expect([marks.isPartial(0), marks.isPartial(2), marks.partial]).toEqual([false, true, 1]);
    marks.copy(0, 2);
    expect(marks.partial).toBe(0);
  });

  it('finds the marked events downwards', () => {
    const marks = new StateMarks(5, states);
    marks.mark(1, 0);
    marks.mark(3, states - 1);
    expect([5, 4, 3, 2, 1, 0].map((event) => marks.markedBefore(event))).toEqual([3, 3, 1, 1, -1, -1]);
  });
});
