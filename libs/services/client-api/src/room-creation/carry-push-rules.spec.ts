import { describe, expect, it } from 'vitest';
import { defaultPushRules, type PushRule, type PushRuleset, type UserId } from '@chappe/events';
import { carryPushRules } from './carry-push-rules.js';

const ROOMS = { from: '!old:example.org', to: '!new' };
const predefined = defaultPushRules('@alice:example.org' as UserId);

const rule = (ruleId: string, changes: Partial<PushRule> = {}): PushRule => ({
  rule_id: ruleId,
  default: false,
  enabled: true,
  actions: ['notify'],
  ...changes,
});
const inRoom = (room: string) => ({ kind: 'event_match', key: 'room_id', pattern: room });

function carry(ruleset: PushRuleset): PushRuleset {
  const change = carryPushRules(ruleset, ROOMS);
  if ('refused' in change) throw new Error(change.reason);
  return change.ruleset;
}

describe('push rules of a room that is replaced', () => {
  it('are made for the new room too, in their order, and stay for the old one', () => {
    const quiet = rule('quiet', { actions: [], conditions: [inRoom(ROOMS.from), { kind: 'other' }], enabled: false });
    const muted = rule(ROOMS.from, { conditions: [{ kind: 'event_property_is', key: 'room_id', value: ROOMS.from }] });
    const elsewhere = rule('elsewhere', { conditions: [inRoom('!third')] });
    const own = [muted, elsewhere, quiet];
    const before = { ...predefined, room: [rule(ROOMS.from)], override: [...own, ...predefined.override] };
    const { room, override } = carry(before);
    expect(room).toEqual([rule(ROOMS.to), rule(ROOMS.from)]);
    expect(override.filter((each) => !each.default)).toEqual([
      rule(ROOMS.to, { conditions: [{ kind: 'event_property_is', key: 'room_id', value: ROOMS.to }] }),
      rule('quiet !new', { actions: [], conditions: [inRoom(ROOMS.to), { kind: 'other' }], enabled: false }),
      ...own,
    ]);
  });

  it('that are there for the new room already stay as they are', () => {
    const once = carry({ ...predefined, room: [rule(ROOMS.from), rule(ROOMS.to, { actions: [] })] });
    expect(once.room).toEqual([rule(ROOMS.from), rule(ROOMS.to, { actions: [] })]);
    const carried = carry({ ...predefined, room: [rule(ROOMS.from)] });
    expect(carry(carried)).toBe(carried);
  });

  it('are none where none are for the room', () => {
    expect(carry(predefined)).toBe(predefined);
  });
});
