import { describe, expect, it } from 'vitest';
import { shares } from './request-scenarios.ts';

describe('shares', () => {
  it.each([
    { users: 'abcd', clients: 1, expected: ['abcd'] },
    { users: 'abcd', clients: 2, expected: ['ac', 'bd'] },
    { users: 'abcd', clients: 4, expected: ['a', 'b', 'c', 'd'] },
    { users: 'abc', clients: 2, expected: ['ac', 'b'] },
    { users: 'ab', clients: 3, expected: ['a', 'b', 'a'] },
  ])('gives $clients clients of $users $expected', ({ users, clients, expected }) => {
    expect(shares([...users], clients).map((share) => share.join(''))).toEqual(expected);
  });
});
