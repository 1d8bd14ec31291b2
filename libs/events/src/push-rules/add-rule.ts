import type { JsonObject } from '@chappe/crypto';
import { MASTER_RULE_ID } from './default-push-rules.js';
import { exceededLimit } from './exceeded-limit.js';
import { PUSH_RULE_ID_CHARACTERS_MAX } from './push-rules.limits.js';
import { readActions } from './read-actions.js';
import { refused, withRules, type PushRuleChange } from './push-rule-change.js';
import { getRule, type PushAction, type PushRule, type PushRuleKind, type PushRuleset } from './push-ruleset.js';

/** A rule that a user wants to have. */
export interface NewPushRule {
  readonly kind: PushRuleKind;
  readonly ruleId: string;
  readonly actions: readonly PushAction[];
  readonly conditions?: readonly JsonObject[] | undefined;
  readonly pattern?: string | undefined;
  /** ID of the user's rule that the new one comes right above. */
  readonly before?: string | undefined;
  /** ID of the user's rule that the new one comes right below; ignored beside `before`. */
  readonly after?: string | undefined;
}

/**
 * Adds or updates a rule of the user (client-server-api#put_matrixclientv3pushrulesglobalkindruleid): a new one is
 * enabled and, unless told otherwise, the most important of its kind; an updated one stays enabled or disabled, and in
 * its place unless told otherwise.
 */
export function addRule(ruleset: PushRuleset, wanted: NewPushRule): PushRuleChange {
  const existing = getRule(ruleset, wanted.kind, wanted.ruleId);
  const actions = readActions(wanted.actions);
  const problem = problemWith(wanted);
  if (problem !== undefined) return problem;
  if (actions === undefined) return refused('invalid_action', 'An action is neither a text nor a tweak');
  const change = place(ruleset, wanted, { ...ruleOf(wanted, actions), enabled: existing?.enabled ?? true });
  return 'refused' in change ? change : (exceededLimit(change.ruleset) ?? change);
}

function problemWith({ ruleId, kind, pattern }: NewPushRule): PushRuleChange | undefined {
  if (ruleId.startsWith('.')) return refused('default_rule', 'Rule IDs with a dot first belong to the server');
  if (ruleId === '' || ruleId.length > PUSH_RULE_ID_CHARACTERS_MAX || /[/\\]/.test(ruleId)) {
    return refused('invalid_rule_id', 'The rule ID is empty, too long, or has a slash or backslash');
  }
  if (kind !== 'content' || pattern !== undefined) return undefined;
  return refused('missing_pattern', 'A content rule has a pattern');
}

function ruleOf({ kind, ruleId, conditions, pattern }: NewPushRule, actions: readonly PushAction[]) {
  const hasConditions = kind === 'override' || kind === 'underride';
  return {
    rule_id: ruleId,
    default: false,
    actions,
    ...(hasConditions && { conditions: conditions ?? [] }),
    ...(kind === 'content' && pattern !== undefined && { pattern }),
  };
}

function place(ruleset: PushRuleset, { kind, before, after }: NewPushRule, rule: PushRule): PushRuleChange {
  const rules = ruleset[kind];
  const others = rules.filter(({ rule_id }) => rule_id !== rule.rule_id);
  const reference = before ?? after;
  if (reference === undefined) {
    if (others.length < rules.length) {
      return withRules(
        ruleset,
        kind,
        rules.map((old) => (old.rule_id === rule.rule_id ? rule : old)),
      );
    }
    // The master rule stands above those of the user (client-server-api#predefined-rules).
    return insert(ruleset, rule, { kind, rules, at: rules[0]?.rule_id === MASTER_RULE_ID ? 1 : 0 });
  }
  const at = others.findIndex((other) => other.rule_id === reference && !other.default);
  if (at < 0) return refused('reference_not_found', `before/after rule not found: ${reference}`);
  return insert(ruleset, rule, { kind, rules: others, at: before === undefined ? at + 1 : at });
}

interface Place {
  readonly kind: PushRuleKind;
  readonly rules: readonly PushRule[];
  readonly at: number;
}

function insert(ruleset: PushRuleset, rule: PushRule, { kind, rules, at }: Place): PushRuleChange {
  return withRules(ruleset, kind, rules.toSpliced(at, 0, rule));
}
