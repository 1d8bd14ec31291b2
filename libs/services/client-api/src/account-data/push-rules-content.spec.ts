import { describe, expect, it } from 'vitest';
import { JSON_DEPTH_MAX, type JsonObject, parseJson } from '@chappe/crypto';
import { addRule, defaultPushRules, getRule, type PushAction, type PushRuleset, type UserId } from '@chappe/events';
import { pushRulesContent, readPushRules } from './push-rules-content.js';

const ALICE = '@alice:example.org';

/** An object of this depth. */
function nested(depth: number): JsonObject {
  return depth === 1 ? {} : { deep: nested(depth - 1) };
}

const stored = (ruleset: PushRuleset): string => JSON.stringify({ global: ruleset });

describe('the content of m.push_rules', () => {
  it('is the predefined rules for a user who never changed them', () => {
    expect(readPushRules(ALICE, undefined)).toEqual(defaultPushRules(ALICE as UserId));
  });

  it('is read again with rules as deep as a body can be', () => {
    // In a body { actions: [{ value }] } of greatest depth.
    const action = { set_tweak: 'x', value: nested(JSON_DEPTH_MAX - 3) } as unknown as PushAction;
    parseJson(JSON.stringify({ actions: [action] }));
    const rule = { kind: 'override', ruleId: 'deep', actions: [action] } as const;
    const change = addRule(defaultPushRules(ALICE as UserId), rule);
    if ('refused' in change) throw new Error(change.reason);
    const content = pushRulesContent(ALICE, stored(change.ruleset));
    expect(getRule(readPushRules(ALICE, content), 'override', 'deep')?.actions).toEqual([action]);
  });
});
