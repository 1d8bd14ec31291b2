import { RULE_NUMBERS, type AuthRule } from './rule-numbers.js';

/** A rule's number on the page of a room version, such as `5.3.2`; `undefined` where that version has no such rule. */
export function ruleNumber(rule: AuthRule, version: string): string | undefined {
  const numbers = RULE_NUMBERS.get(version);
  const names = rule.split('.');
  const path = names.map((_, index) => numbers?.[names.slice(0, index + 1).join('.') as AuthRule]);
  return path.includes(undefined) ? undefined : path.join('.');
}
