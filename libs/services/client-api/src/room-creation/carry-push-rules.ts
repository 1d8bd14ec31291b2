import {
  addRule,
  getRule,
  PUSH_RULE_KINDS,
  type PushRule,
  type PushRuleChange,
  type PushRuleKind,
  type PushRuleset,
  setEnabled,
} from '@chappe/events';
import type { JsonObject } from '@chappe/crypto';

/** A room and the one that replaces it. */
export interface Succession {
  readonly from: string;
  readonly to: string;
}

/**
 * The ruleset with the user's own rules for one room made for its successor too: room rules, and those with a condition
 * on the room's ID, as clients mute rooms. Rules that are there already stay.
 */
export function carryPushRules(ruleset: PushRuleset, rooms: Succession): PushRuleChange {
  let change: PushRuleChange = { ruleset };
  for (const kind of PUSH_RULE_KINDS) {
    // From the least important on, as each new one comes on top.
    for (const rule of ruleset[kind].filter((each) => isFor(each, kind, rooms.from)).toReversed()) {
      if (!('refused' in change)) change = addCopy(change.ruleset, { kind, rule }, rooms);
    }
  }
  return change;
}

function isFor(rule: PushRule, kind: PushRuleKind, roomId: string): boolean {
  if (rule.default) return false;
  return kind === 'room' ? rule.rule_id === roomId : (rule.conditions ?? []).some((each) => names(each, roomId));
}

function names(condition: JsonObject, roomId: string): boolean {
  return condition['key'] === 'room_id' && (condition['pattern'] === roomId || condition['value'] === roomId);
}

interface KnownRule {
  readonly kind: PushRuleKind;
  readonly rule: PushRule;
}

function addCopy(ruleset: PushRuleset, { kind, rule }: KnownRule, rooms: Succession): PushRuleChange {
  const ruleId = rule.rule_id.includes(rooms.from)
    ? rule.rule_id.replace(rooms.from, () => rooms.to)
    : `${rule.rule_id} ${rooms.to}`;
  if (getRule(ruleset, kind, ruleId)) return { ruleset };
  const conditions = rule.conditions?.map((condition) =>
    names(condition, rooms.from) ? moved(condition, rooms) : condition,
  );
  const { actions, pattern } = rule;
  const added = addRule(ruleset, { kind, ruleId, actions, conditions, pattern });
  return 'refused' in added || rule.enabled ? added : setEnabled(added.ruleset, { kind, ruleId }, false);
}

function moved(condition: JsonObject, { to }: Succession): JsonObject {
  return { ...condition, [condition['pattern'] === undefined ? 'value' : 'pattern']: to };
}
