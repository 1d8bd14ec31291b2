import type { JsonObject } from '@chappe/crypto';

/** The kinds of push rule in the order in which they are checked (client-server-api#push-rules). */
export const PUSH_RULE_KINDS = ['override', 'content', 'room', 'sender', 'underride'] as const;

export type PushRuleKind = (typeof PUSH_RULE_KINDS)[number];

/** `notify`, or an object that sets a tweak. */
export type PushAction = string | JsonObject;

/** One rule, in wire spelling. */
export interface PushRule {
  readonly rule_id: string;
  /** Whether the server made it; such rules cannot be deleted. */
  readonly default: boolean;
  readonly enabled: boolean;
  readonly actions: readonly PushAction[];
  /** Of override and underride rules. */
  readonly conditions?: readonly JsonObject[];
  /** Of content rules. */
  readonly pattern?: string;
}

/** A user's rules, the most important of each kind first. */
export type PushRuleset = { readonly [Kind in PushRuleKind]: readonly PushRule[] };

/** The rule with an ID among those of a kind. */
export function getRule(ruleset: PushRuleset, kind: PushRuleKind, ruleId: string): PushRule | undefined {
  return ruleset[kind].find((rule) => rule.rule_id === ruleId);
}
