import { readActions } from './read-actions.js';
import { refused, withRules, type PushRuleChange } from './push-rule-change.js';
import { getRule, type PushAction, type PushRule, type PushRuleKind, type PushRuleset } from './push-ruleset.js';

/** Names one rule of a ruleset. */
export interface PushRulePath {
  readonly kind: PushRuleKind;
  readonly ruleId: string;
}

/** Removes a rule of the user (client-server-api#delete_matrixclientv3pushrulesglobalkindruleid). */
export function removeRule(ruleset: PushRuleset, { kind, ruleId }: PushRulePath): PushRuleChange {
  const rule = getRule(ruleset, kind, ruleId);
  if (rule === undefined) return notFound();
  if (rule.default) return refused('default_rule', 'Predefined rules cannot be deleted');
  return withRules(
    ruleset,
    kind,
    ruleset[kind].filter((other) => other !== rule),
  );
}

/** Enables or disables a rule, a predefined one too. */
export function setEnabled(ruleset: PushRuleset, path: PushRulePath, enabled: boolean): PushRuleChange {
  return change(ruleset, path, { enabled });
}

/** Gives a rule other actions, a predefined one too. */
export function setActions(ruleset: PushRuleset, path: PushRulePath, actions: readonly PushAction[]): PushRuleChange {
  const kept = readActions(actions);
  if (kept === undefined) return refused('invalid_action', 'An action is neither a text nor a tweak');
  return change(ruleset, path, { actions: kept });
}

function change(ruleset: PushRuleset, { kind, ruleId }: PushRulePath, to: Partial<PushRule>): PushRuleChange {
  if (getRule(ruleset, kind, ruleId) === undefined) return notFound();
  const rules = ruleset[kind].map((rule) => (rule.rule_id === ruleId ? { ...rule, ...to } : rule));
  return withRules(ruleset, kind, rules);
}

function notFound(): PushRuleChange {
  return refused('not_found', 'There is no such push rule');
}
