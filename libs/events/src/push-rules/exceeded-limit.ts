import type { JsonObject } from '@chappe/crypto';
import { textOf } from '../content/json-fields.js';
import { refused, type PushRuleChange } from './push-rule-change.js';
import type { PushRuleset } from './push-ruleset.js';
import {
  PUSH_CONDITIONS_MAX,
  PUSH_PATTERN_CHARACTERS_MAX,
  PUSH_RULES_MAX,
  PUSH_SEARCHES_MAX,
} from './push-rules.limits.js';

/**
 * The refusal of a ruleset that is too large to be evaluated for every event; `undefined` when it is not. Predefined
 * rules do not count.
 */
export function exceededLimit(ruleset: PushRuleset): PushRuleChange | undefined {
  const rules = Object.values(ruleset).flatMap((ofKind) => ofKind.filter((rule) => !rule.default));
  const conditions = rules.flatMap((rule) => rule.conditions ?? []);
  const bodyPatterns = rules.flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern]));
  const patterns = [...bodyPatterns, ...conditions.map((condition) => textOf(condition, 'pattern') ?? '')];
  const searches = bodyPatterns.length + conditions.filter(isSearch).length;
  if (rules.length > PUSH_RULES_MAX) return limit(`There can be at most ${PUSH_RULES_MAX} rules`);
  if (conditions.length > PUSH_CONDITIONS_MAX) return limit(`There can be at most ${PUSH_CONDITIONS_MAX} conditions`);
  if (patterns.some(({ length }) => length > PUSH_PATTERN_CHARACTERS_MAX)) {
    return limit(`A pattern can have at most ${PUSH_PATTERN_CHARACTERS_MAX} characters`);
  }
  return searches > PUSH_SEARCHES_MAX
    ? limit(`There can be at most ${PUSH_SEARCHES_MAX} patterns with wildcards or for the body`)
    : undefined;
}

/** Whether the condition's pattern can be anywhere in a text, rather than be the text. */
function isSearch(condition: JsonObject): boolean {
  if (textOf(condition, 'kind') !== 'event_match') return false;
  return textOf(condition, 'key') === 'content.body' || /[*?]/.test(textOf(condition, 'pattern') ?? '');
}

function limit(reason: string): PushRuleChange {
  return refused('too_many_rules', reason);
}
