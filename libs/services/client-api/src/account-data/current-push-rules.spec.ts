import { describe, expect, it } from 'vitest';
import { addRule, defaultPushRules, type PushRuleset, setEnabled, type UserId } from '@chappe/events';
import { currentPushRules } from './current-push-rules.js';

const predefined = defaultPushRules('@alice:example.org' as UserId);

function changed(change: ReturnType<typeof addRule>): PushRuleset {
  if ('refused' in change) throw new Error(change.reason);
  return change.ruleset;
}

const ids = (ruleset: PushRuleset) => ruleset.override.map((rule) => rule.rule_id);

describe('a stored ruleset', () => {
  it('that was never changed is the predefined one', () => {
    expect(currentPushRules(predefined, predefined)).toEqual(predefined);
  });

  it('keeps the user’s own rules below the master rule and what she chose for predefined ones', () => {
    const own = changed(addRule(predefined, { kind: 'override', ruleId: 'mine', actions: [] }));
    const stored = changed(setEnabled(own, { kind: 'override', ruleId: '.m.rule.master' }, true));
    const current = currentPushRules(stored, predefined);
    expect(ids(current).slice(0, 3)).toEqual(['.m.rule.master', 'mine', '.m.rule.suppress_notices']);
    expect(current.override[0]?.enabled).toBe(true);
  });

  it('gets predefined rules that a newer release knows, and loses those that it does not know any more', () => {
    const stored = { ...predefined, override: predefined.override.slice(0, 3) };
    const gone = {
      ...stored,
      override: [...stored.override, { rule_id: '.m.rule.gone', default: true, enabled: true, actions: [] }],
    };
    expect(currentPushRules(gone, predefined)).toEqual(predefined);
  });
});
