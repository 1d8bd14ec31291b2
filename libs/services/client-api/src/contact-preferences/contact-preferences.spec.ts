import type { JsonObject } from '@chappe/crypto';
import type { UserId } from '@chappe/events';
import { describe, expect, it } from 'vitest';
import { storedEvent } from '../fixtures/stored-event.js';
import { ContactPreferences } from './contact-preferences.js';

const alice = '@alice:example.org' as UserId;
const bob = '@bob:example.org';

function preferencesWith(type: string, content: JsonObject) {
  const find = (_userId: string, slot: { readonly type: string }) =>
    Promise.resolve(slot.type === type ? JSON.stringify(content) : undefined);
  return new ContactPreferences({ find });
}

describe('contact preferences', () => {
  it('leave out what ignored users say, but not their state events', async () => {
    const preferences = preferencesWith('m.ignored_user_list', { ignored_users: { [bob]: {} } });
    const said = storedEvent({ sender: bob });
    const named = storedEvent({ sender: bob, type: 'm.room.name', state_key: '' });
    const own = storedEvent();
    expect(await preferences.heardBy(alice, [said, named, own])).toEqual([named, own]);
  });

  it.each([{}, { ignored_users: {} }, { ignored_users: [bob] }, { ignored_users: bob }])(
    'leave everything where nobody is ignored: %j',
    async (content) => {
      const events = [storedEvent({ sender: bob })];
      expect(await preferencesWith('m.ignored_user_list', content).heardBy(alice, events)).toEqual(events);
    },
  );

  it.each([
    [{ default_action: 'block' }, true],
    [{ default_action: 'allow' }, false],
    [{}, false],
  ])('block invites with %j: %s', async (content, expected) => {
    expect(await preferencesWith('m.invite_permission_config', content).blocksInvites(alice)).toBe(expected);
    expect(await preferencesWith('other', content).blocksInvites(alice)).toBe(false);
  });
});
