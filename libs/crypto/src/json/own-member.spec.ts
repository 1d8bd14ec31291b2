import { describe, expect, it } from 'vitest';

import { JsonNumber } from './json-number.js';
import { ownMember } from './own-member.js';

describe('ownMember', () => {
  it('gives a member of an object', () => {
    expect(ownMember({ a: null }, 'a')).toBeNull();
    expect(ownMember(JSON.parse('{"__proto__":1}'), '__proto__')).toBe(1);
  });

  it.each(['b', '__proto__', 'constructor', 'toString'])(
    'gives nothing for %s, which the object has not itself',
    (key) => {
      expect(ownMember({ a: null }, key)).toBeUndefined();
    },
  );

  it.each([[['a']], ['text'], [1], [null], [undefined], [new JsonNumber('1.0')]])('gives nothing of %j', (value) => {
    expect(ownMember(value, 'length')).toBeUndefined();
    expect(ownMember(value, 'text')).toBeUndefined();
    expect(ownMember(value, '0')).toBeUndefined();
  });
});
