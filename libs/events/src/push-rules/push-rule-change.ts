import type { PushRule, PushRuleKind, PushRuleset } from './push-ruleset.js';

/**
 * Why a change is refused. `not_found`: there is no such rule (404). `reference_not_found`: the rule in `before` or
 * `after` is none of the user's (400). `too_many_rules`: a limit on rulesets is reached, by the number of rules or by
 * what they hold. The others say that the request itself is wrong (400).
 */
export type PushRuleRefusal =
  | 'not_found'
  | 'reference_not_found'
  | 'invalid_rule_id'
  | 'default_rule'
  | 'missing_pattern'
  | 'invalid_action'
  | 'too_many_rules';

/** The ruleset after a change, or why there is none. */
export type PushRuleChange =
  | { readonly ruleset: PushRuleset }
  | { readonly refused: PushRuleRefusal; readonly reason: string };

/** The ruleset with other rules of one kind. */
export function withRules(ruleset: PushRuleset, kind: PushRuleKind, rules: readonly PushRule[]): PushRuleChange {
  return { ruleset: { ...ruleset, [kind]: rules } };
}

export function refused(refusal: PushRuleRefusal, reason: string): PushRuleChange {
  return { refused: refusal, reason };
}
