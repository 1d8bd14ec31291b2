import type { JsonObject } from '@chappe/crypto';
import type { UserId } from '@chappe/events';
import { describe, expect, it } from 'vitest';
import { contactPreferencesOf } from '../fixtures/contact-preferences-of.js';
import { storedEvent } from '../fixtures/stored-event.js';

const alice = '@alice:example.org' as UserId;
const bob = '@bob:example.org';

describe('contact preferences', () => {
  it('leave out what ignored users say, but not their state events', async () => {
    const preferences = contactPreferencesOf({ 'm.ignored_user_list': { ignored_users: { [bob]: {} } } });
    const said = storedEvent({ sender: bob });
    const named = storedEvent({ sender: bob, type: 'm.room.name', state_key: '' });
    const own = storedEvent();
    expect(await preferences.heardBy(alice, [said, named, own])).toEqual([named, own]);
  });

  it.each<JsonObject>([{}, { ignored_users: {} }, { ignored_users: [bob] }, { ignored_users: bob }])(
    'leave everything where nobody is ignored: %j',
    async (content) => {
      const events = [storedEvent({ sender: bob })];
      expect(await contactPreferencesOf({ 'm.ignored_user_list': content }).heardBy(alice, events)).toEqual(events);
    },
  );

  it.each<[JsonObject, boolean]>([
    [{ default_action: 'block' }, true],
    [{ default_action: 'allow' }, false],
    [{}, false],
  ])('block invites with %j: %s', async (content, expected) => {
    expect(await contactPreferencesOf({ 'm.invite_permission_config': content }).blocksInvites(alice)).toBe(expected);
    expect(await contactPreferencesOf({ other: content }).blocksInvites(alice)).toBe(false);
  });
});
