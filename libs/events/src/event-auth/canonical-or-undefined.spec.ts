import { canonicalJson } from '@chappe/crypto';
import { expect, it } from 'vitest';
import { canonicalOrUndefined } from './canonical-or-undefined.js';

it('is undefined for JSON without canonical form, and hides no other error', () => {
  expect(canonicalOrUndefined(() => canonicalJson({ a: 1 }))).toBe('{"a":1}');
  expect(canonicalOrUndefined(() => canonicalJson({ a: 1.5 }))).toBeUndefined();
  const bug = () => {
    throw new TypeError('bug');
  };
  expect(() => canonicalOrUndefined(bug)).toThrow('bug');
});
