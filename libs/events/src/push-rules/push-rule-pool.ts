import {
  bodyMatches,
  ofEvent,
  preparePushCondition,
  type EventCondition,
  type PushCondition,
  type UserCondition,
} from './push-condition.js';
import { outcomeOf, type PushEvaluation } from './push-evaluation.js';
import type { PushRule, PushRuleKind } from './push-ruleset.js';

/** A rule with its conditions. */
export interface PreparedPushRule {
  /** What is the same for all users is judged once per event. */
  readonly isShared: boolean;
  readonly ofEvent: readonly EventCondition[];
  readonly ofUser: readonly UserCondition[];
  readonly outcome: PushEvaluation;
}

/** Most rules that are kept for others; users make variants of predefined rules by giving them other actions. */
const POOLED_RULES_MAX = 10_000;

/** Most characters of a rule that is kept, so that long actions cannot fill the memory; predefined ones have 400. */
const POOLED_RULE_CHARACTERS_MAX = 1000;

/** In place of the user's own ID. */
const OWN_USER_ID = '\0user_id';

/**
 * Server-default rules of v1.16 and before that look for names in the body; a ruleset from then may still have them.
 * They do not match an event with `m.mentions` (client-server-api#user-and-room-mentions).
 */
const LEGACY_MENTION_RULES: ReadonlySet<string> = new Set([
  '.m.rule.contains_display_name',
  '.m.rule.contains_user_name',
  '.m.rule.roomnotif',
]);

/**
 * Prepared predefined rules, shared by all users who have the same: a prepared rule takes a kilobyte, and what is in
 * the processor's cache is evaluated ten times as fast.
 */
export class PushRulePool {
  readonly #rules = new Map<string, PreparedPushRule>();

  /** The rule of a user, ready to be evaluated for that user. */
  prepare(rule: PushRule, kind: PushRuleKind, userId: string): PreparedPushRule {
    if (!rule.default) return prepareRule(rule, kind, userId);
    const withoutUser = (_: string, value: unknown): unknown => (value === userId ? OWN_USER_ID : value);
    const key = JSON.stringify([kind, rule], withoutUser);
    return this.#rules.get(key) ?? this.#add(key, prepareRule(rule, kind, userId));
  }

  #add(key: string, rule: PreparedPushRule): PreparedPushRule {
    if (this.#rules.size >= POOLED_RULES_MAX || key.length > POOLED_RULE_CHARACTERS_MAX) return rule;
    const shared = { ...rule, isShared: true };
    this.#rules.set(key, shared);
    return shared;
  }
}

function prepareRule(rule: PushRule, kind: PushRuleKind, userId: string): PreparedPushRule {
  const conditions = conditionsOf(rule, kind, userId);
  return {
    isShared: false,
    ofEvent: conditions.filter((condition) => condition.of === 'event'),
    ofUser: conditions.filter((condition) => condition.of === 'user'),
    outcome: outcomeOf(rule, kind),
  };
}

function conditionsOf(rule: PushRule, kind: PushRuleKind, userId: string): PushCondition[] {
  const conditions: PushCondition[] =
    rule.default && LEGACY_MENTION_RULES.has(rule.rule_id) ? [ofEvent((event) => !event.hasMentions)] : [];
  if (kind === 'content') return [...conditions, bodyMatches(rule.pattern)];
  if (kind === 'room' || kind === 'sender') return conditions;
  return [...conditions, ...(rule.conditions ?? []).map((condition) => preparePushCondition(condition, userId))];
}
