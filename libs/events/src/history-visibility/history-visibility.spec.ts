import { describe, expect, it } from 'vitest';
import type { Membership } from '../content/member-content.js';
import { historyVisibilityOf, mayUserSee, type HistoryVisibility } from './history-visibility.js';

const MEMBERSHIPS: Membership[] = ['invite', 'join', 'knock', 'leave', 'ban'];
const VISIBILITIES: HistoryVisibility[] = ['world_readable', 'shared', 'invited', 'joined'];

describe('history visibility', () => {
  it('is assumed to be shared when it is not set or not understood', () => {
    expect(historyVisibilityOf(undefined)).toBe('shared');
    expect(historyVisibilityOf({ content: {} })).toBe('shared');
    expect(historyVisibilityOf({ content: { history_visibility: 'constructor' } })).toBe('shared');
    expect(historyVisibilityOf({ content: { history_visibility: ['joined'] } })).toBe('shared');
    expect(historyVisibilityOf({ content: { history_visibility: 'joined' } })).toBe('joined');
  });

  it.each(MEMBERSHIPS)('1. allows everything when it was world_readable, with membership %s', (membership) => {
    expect(mayUserSee({ visibility: 'world_readable', membership, joinedLater: false })).toBe(true);
  });

  it.each(VISIBILITIES)('2. allows joined users when it was %s', (visibility) => {
    expect(mayUserSee({ visibility, membership: 'join', joinedLater: false })).toBe(true);
  });

  it.each(MEMBERSHIPS)('3. allows who joined at any point after the event when it was shared: %s', (membership) => {
    expect(mayUserSee({ visibility: 'shared', membership, joinedLater: true })).toBe(true);
    expect(mayUserSee({ visibility: 'shared', membership, joinedLater: false })).toBe(membership === 'join');
  });

  it('4. allows invited users when it was invited', () => {
    expect(mayUserSee({ visibility: 'invited', membership: 'invite', joinedLater: false })).toBe(true);
    expect(mayUserSee({ visibility: 'joined', membership: 'invite', joinedLater: true })).toBe(false);
  });

  it.each(['knock', 'leave', 'ban'] as const)('5. denies otherwise: %s', (membership) => {
    expect(mayUserSee({ visibility: 'invited', membership, joinedLater: true })).toBe(false);
    expect(mayUserSee({ visibility: 'joined', membership, joinedLater: true })).toBe(false);
  });

  it('allows a change from world_readable to joined and back for users who were not members', () => {
    const stranger = { membership: 'leave', joinedLater: false } as const;
    expect(mayUserSee({ ...stranger, visibilityBefore: 'world_readable', visibility: 'joined' })).toBe(true);
    expect(mayUserSee({ ...stranger, visibilityBefore: 'joined', visibility: 'world_readable' })).toBe(true);
    expect(mayUserSee({ ...stranger, visibilityBefore: 'joined', visibility: 'shared' })).toBe(false);
  });

  it('allows users to see that they join or leave even when it is joined', () => {
    const joined = { visibility: 'joined', joinedLater: false } as const;
    expect(mayUserSee({ ...joined, membershipBefore: 'leave', membership: 'join' })).toBe(true);
    expect(mayUserSee({ ...joined, membershipBefore: 'join', membership: 'ban' })).toBe(true);
    expect(mayUserSee({ ...joined, membershipBefore: 'invite', membership: 'leave' })).toBe(false);
  });
});
