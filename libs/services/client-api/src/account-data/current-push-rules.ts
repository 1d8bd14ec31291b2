import type { PushRule, PushRuleKind, PushRuleset } from '@chappe/events';

const MASTER_RULE_ID = '.m.rule.master';

/**
 * A stored ruleset on top of today's predefined rules: those keep what the user chose (enabled, actions) and stand
 * below the user's own, except for the master rule (Client-Server API, "Predefined Rules"). So a release that knows
 * more predefined rules gives them to everybody.
 */
export function currentPushRules(stored: PushRuleset, predefined: PushRuleset): PushRuleset {
  const merge = (kind: PushRuleKind): PushRule[] => mergeRules(stored[kind] ?? [], predefined[kind]);
  return {
    override: merge('override'),
    content: merge('content'),
    room: merge('room'),
    sender: merge('sender'),
    underride: merge('underride'),
  };
}

function mergeRules(stored: readonly PushRule[], predefined: readonly PushRule[]): PushRule[] {
  const chosen = new Map(stored.map((rule) => [rule.rule_id, rule]));
  const rules = predefined.map((rule) => {
    const { enabled = rule.enabled, actions = rule.actions } = chosen.get(rule.rule_id) ?? {};
    return { ...rule, enabled, actions };
  });
  const isMaster = (rule: PushRule): boolean => rule.rule_id === MASTER_RULE_ID;
  const own = stored.filter((rule) => !rule.default);
  return [...rules.filter(isMaster), ...own, ...rules.filter((rule) => !isMaster(rule))];
}
