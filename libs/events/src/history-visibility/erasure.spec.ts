import { describe, expect, it } from 'vitest';
import { isErasableFor, sawUpTo } from './erasure.js';

const BOB = '@bob:example.org';

describe('the erasure of a sender', () => {
  it.each([
    ['a message', { type: 'm.room.message', stateKey: undefined }, true],
    ['an encrypted message', { type: 'm.room.encrypted', stateKey: undefined }, true],
    ['the member event of somebody', { type: 'm.room.member', stateKey: '@alice:example.org' }, true],
    ['the member event of the reader', { type: 'm.room.member', stateKey: BOB }, false],
    ['the name of the room', { type: 'm.room.name', stateKey: '' }, false],
    ['that the room is encrypted', { type: 'm.room.encryption', stateKey: '' }, false],
    ['a member event without a state key', { type: 'm.room.member', stateKey: undefined }, true],
  ])('%s: concerned is %3$s', (_what, event, concerned) => {
    expect(isErasableFor(event, BOB)).toBe(concerned);
  });

  const join = (position: number) => ({ position, isJoin: true });
  const other = (position: number) => ({ position, isJoin: false });
  it.each([
    ['was never in the room', [], 0],
    ['joined later', [join(11)], 0],
    ['was invited and joined later', [join(11), other(5)], 0],
    ['was in the room', [join(5)], Infinity],
    ['joined with that very entry', [join(10)], Infinity],
    ['was in the room, with another name since', [join(12), join(5)], Infinity],
    ['was in the room and left later', [other(11), join(5)], Infinity],
    ['had left', [other(7), join(5)], 7],
    ['had left and came back later', [join(12), other(7), join(5)], 7],
    ['had left, and was invited since', [other(9), other(7), join(5)], 7],
    ['had left twice', [other(9), join(8), other(7), join(5)], 9],
    ['was invited and went away', [other(7), other(5)], 0],
  ])('counted from position 10, somebody who %s saw up to %3$s', (_who, stages, expected) => {
    expect(sawUpTo(stages, 10)).toBe(expected);
  });
});
