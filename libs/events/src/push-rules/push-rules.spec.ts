import { describe, expect, it } from 'vitest';
import type { UserId } from '../identifiers/user-id.js';
import { addRule, type NewPushRule } from './add-rule.js';
import { removeRule, setActions, setEnabled } from './change-rule.js';
import { defaultPushRules } from './default-push-rules.js';
import type { PushRuleChange } from './push-rule-change.js';
import {
  PUSH_CONDITIONS_MAX,
  PUSH_PATTERN_CHARACTERS_MAX,
  PUSH_RULES_MAX,
  PUSH_SEARCHES_MAX,
} from './push-rules.limits.js';
import { getRule, PUSH_RULE_KINDS, type PushRuleKind, type PushRuleset } from './push-ruleset.js';

const ALICE = '@alice:a.example' as UserId;
const DEFAULTS = defaultPushRules(ALICE);
const ROOM_NAME = { kind: 'event_match', key: 'content.name', pattern: 'tea' };

function done(change: PushRuleChange): PushRuleset {
  if ('refused' in change) throw new Error(`refused: ${change.refused}`);
  return change.ruleset;
}

const refusal = (change: PushRuleChange) => ('refused' in change ? change.refused : 'not refused');
const idsOf = (ruleset: PushRuleset, kind: PushRuleKind) => ruleset[kind].map((rule) => rule.rule_id);
const own = (ruleId: string, more: Partial<NewPushRule> = {}): NewPushRule => ({
  kind: 'underride',
  ruleId,
  actions: ['notify'],
  ...more,
});

function rulesetWith(...ruleIds: string[]): PushRuleset {
  return ruleIds.reduceRight((ruleset, ruleId) => done(addRule(ruleset, own(ruleId))), DEFAULTS);
}

describe('predefined rules', () => {
  it('stand in the order of the specification', () => {
    expect(idsOf(DEFAULTS, 'override')).toEqual(
      [
        'master',
        'suppress_notices',
        'invite_for_me',
        'member_event',
        'is_user_mention',
        'is_room_mention',
        'tombstone',
        'reaction',
        'room.server_acl',
        'suppress_edits',
      ].map((name) => `.m.rule.${name}`),
    );
    expect(idsOf(DEFAULTS, 'underride')).toEqual(
      ['call', 'encrypted_room_one_to_one', 'room_one_to_one', 'message', 'encrypted'].map((name) => `.m.rule.${name}`),
    );
    expect([DEFAULTS.content, DEFAULTS.room, DEFAULTS.sender]).toEqual([[], [], []]);
  });

  it('are enabled, but for the master rule', () => {
    const disabled = PUSH_RULE_KINDS.flatMap((kind) => DEFAULTS[kind].filter((rule) => !rule.enabled));
    expect(disabled.map((rule) => rule.rule_id)).toEqual(['.m.rule.master']);
  });

  it('name the user whose rules they are', () => {
    expect(getRule(DEFAULTS, 'override', '.m.rule.invite_for_me')?.conditions?.[2]).toEqual({
      kind: 'event_match',
      key: 'state_key',
      pattern: ALICE,
    });
    expect(getRule(DEFAULTS, 'override', '.m.rule.is_user_mention')).toEqual({
      rule_id: '.m.rule.is_user_mention',
      default: true,
      enabled: true,
      conditions: [{ kind: 'event_property_contains', key: 'content.m\\.mentions.user_ids', value: ALICE }],
      actions: ['notify', { set_tweak: 'sound', value: 'default' }, { set_tweak: 'highlight' }],
    });
  });

  it('cannot be deleted', () => {
    expect(refusal(removeRule(DEFAULTS, { kind: 'override', ruleId: '.m.rule.master' }))).toBe('default_rule');
  });

  it('can be enabled, disabled and given other actions', () => {
    const path = { kind: 'underride', ruleId: '.m.rule.message' } as const;
    const ruleset = done(setActions(done(setEnabled(DEFAULTS, path, false)), path, []));
    expect(getRule(ruleset, 'underride', '.m.rule.message')).toMatchObject({ enabled: false, actions: [] });
    expect(idsOf(ruleset, 'underride')).toEqual(idsOf(DEFAULTS, 'underride'));
  });
});

describe('adding a rule', () => {
  it('makes it enabled and the most important user-defined rule of its kind', () => {
    const ruleset = rulesetWith('a', 'b');
    expect(idsOf(ruleset, 'underride').slice(0, 3)).toEqual(['a', 'b', '.m.rule.call']);
    expect(getRule(ruleset, 'underride', 'a')).toEqual({
      rule_id: 'a',
      default: false,
      enabled: true,
      actions: ['notify'],
      conditions: [],
    });
  });

  it('keeps the master rule above it', () => {
    const ruleset = done(addRule(DEFAULTS, own('a', { kind: 'override' })));
    expect(idsOf(ruleset, 'override').slice(0, 3)).toEqual(['.m.rule.master', 'a', '.m.rule.suppress_notices']);
  });

  it('makes it the next-most important rule with before and the next-less important one with after', () => {
    const ruleset = rulesetWith('a', 'b');
    expect(idsOf(done(addRule(ruleset, own('c', { before: 'b' }))), 'underride').slice(0, 3)).toEqual(['a', 'c', 'b']);
    expect(idsOf(done(addRule(ruleset, own('c', { after: 'b' }))), 'underride').slice(0, 3)).toEqual(['a', 'b', 'c']);
    const both = done(addRule(ruleset, own('c', { before: 'b', after: 'b' })));
    expect(idsOf(both, 'underride').slice(0, 3)).toEqual(['a', 'c', 'b']);
  });

  it('refuses to add it relative to a predefined or an unknown rule', () => {
    expect(refusal(addRule(DEFAULTS, own('a', { before: '.m.rule.call' })))).toBe('reference_not_found');
    expect(refusal(addRule(DEFAULTS, own('a', { after: 'unknown' })))).toBe('reference_not_found');
    expect(refusal(addRule(rulesetWith('a'), own('a', { before: 'a' })))).toBe('reference_not_found');
  });

  it('updates one with the same ID in its place, enabled or disabled as it was', () => {
    const path = { kind: 'underride', ruleId: 'b' } as const;
    const disabled = done(setEnabled(rulesetWith('a', 'b', 'c'), path, false));
    const ruleset = done(addRule(disabled, own('b', { actions: [] })));
    expect(idsOf(ruleset, 'underride').slice(0, 3)).toEqual(['a', 'b', 'c']);
    expect(getRule(ruleset, 'underride', 'b')).toMatchObject({ enabled: false, actions: [] });
    const moved = done(addRule(ruleset, own('b', { before: 'a' })));
    expect(idsOf(moved, 'underride').slice(0, 3)).toEqual(['b', 'a', 'c']);
  });

  it.each([
    ['.mine', 'default_rule'],
    ['', 'invalid_rule_id'],
    ['a/b', 'invalid_rule_id'],
    ['a\\b', 'invalid_rule_id'],
    ['a'.repeat(256), 'invalid_rule_id'],
  ])('refuses the rule ID %j', (ruleId, expected) => {
    expect(refusal(addRule(DEFAULTS, own(ruleId)))).toBe(expected);
  });

  it('wants a pattern for content rules and keeps it for them only', () => {
    expect(refusal(addRule(DEFAULTS, own('a', { kind: 'content' })))).toBe('missing_pattern');
    const content = done(addRule(DEFAULTS, own('a', { kind: 'content', pattern: 'tea', conditions: [] })));
    expect(getRule(content, 'content', 'a')).toMatchObject({ pattern: 'tea' });
    expect(getRule(content, 'content', 'a')).not.toHaveProperty('conditions');
    const room = done(addRule(DEFAULTS, own('!r:b', { kind: 'room', pattern: 'tea' })));
    expect(getRule(room, 'room', '!r:b')).not.toHaveProperty('pattern');
  });

  it('strips historical actions and refuses objects that set no tweak', () => {
    const actions = ['dont_notify', 'coalesce', 'notify', { set_tweak: 'highlight' }];
    const ruleset = done(addRule(DEFAULTS, own('a', { actions })));
    expect(getRule(ruleset, 'underride', 'a')?.actions).toEqual(['notify', { set_tweak: 'highlight' }]);
    expect(refusal(addRule(DEFAULTS, own('a', { actions: [{ tweak: 'x' }] })))).toBe('invalid_action');
  });

  it('has a limit', () => {
    const room = Array.from({ length: PUSH_RULES_MAX }, (_, index) => ({
      ...getRule(rulesetWith('a'), 'underride', 'a')!,
      rule_id: `!${index}:b`,
    }));
    expect(refusal(addRule({ ...DEFAULTS, room }, own('a')))).toBe('too_many_rules');
    expect(refusal(addRule({ ...DEFAULTS, room }, own('!1:b', { kind: 'room' })))).toBe('not refused');
  });

  it('has a limit on the conditions of all rules, on patterns and on their length', () => {
    const conditions = Array.from({ length: PUSH_CONDITIONS_MAX }, () => ({ kind: 'contains_display_name' }));
    expect(refusal(addRule(DEFAULTS, own('a', { conditions })))).toBe('not refused');
    expect(refusal(addRule(DEFAULTS, own('a', { conditions: [...conditions, {}] })))).toBe('too_many_rules');
    const searches = Array.from({ length: PUSH_SEARCHES_MAX }, () => ({ ...ROOM_NAME, pattern: 'x?' }));
    const full = done(addRule(DEFAULTS, own('a', { conditions: searches })));
    expect(refusal(addRule(full, own('b', { kind: 'content', pattern: 'tea' })))).toBe('too_many_rules');
    expect(refusal(addRule(full, own('b', { conditions: [{ ...ROOM_NAME, key: 'content.body' }] })))).toBe(
      'too_many_rules',
    );
    expect(refusal(addRule(full, own('b', { conditions: [ROOM_NAME] })))).toBe('not refused');
    const longest = 'a'.repeat(PUSH_PATTERN_CHARACTERS_MAX);
    expect(refusal(addRule(DEFAULTS, own('a', { kind: 'content', pattern: longest })))).toBe('not refused');
    expect(refusal(addRule(DEFAULTS, own('a', { kind: 'content', pattern: `${longest}a` })))).toBe('too_many_rules');
    expect(refusal(addRule(DEFAULTS, own('a', { conditions: [{ ...ROOM_NAME, pattern: `${longest}a` }] })))).toBe(
      'too_many_rules',
    );
  });

  it('leaves the ruleset that it was given as it is', () => {
    const before = structuredClone(DEFAULTS);
    addRule(DEFAULTS, own('a'));
    expect(DEFAULTS).toEqual(before);
  });
});

describe('changing a rule', () => {
  it('removes rules of the user', () => {
    const ruleset = done(removeRule(rulesetWith('a', 'b'), { kind: 'underride', ruleId: 'a' }));
    expect(idsOf(ruleset, 'underride').slice(0, 2)).toEqual(['b', '.m.rule.call']);
  });

  it('refuses what does not exist', () => {
    const path = { kind: 'room', ruleId: '!r:b' } as const;
    expect(refusal(removeRule(DEFAULTS, path))).toBe('not_found');
    expect(refusal(setEnabled(DEFAULTS, path, true))).toBe('not_found');
    expect(refusal(setActions(DEFAULTS, path, []))).toBe('not_found');
  });
});
