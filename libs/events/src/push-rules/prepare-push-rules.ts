import type { PreparedPushRule, PushRulePool } from './push-rule-pool.js';
import type { PushRuleKind, PushRuleset } from './push-ruleset.js';

/** The enabled rules of a user, ready for any number of events. */
export interface PreparedPushRules {
  readonly override: readonly PreparedPushRule[];
  readonly content: readonly PreparedPushRule[];
  /** By room ID. */
  readonly room: ReadonlyMap<string, PreparedPushRule>;
  /** By user ID. */
  readonly sender: ReadonlyMap<string, PreparedPushRule>;
  readonly underride: readonly PreparedPushRule[];
}

const NO_RULES: readonly PreparedPushRule[] = [];
const NO_RULES_BY_ID: ReadonlyMap<string, PreparedPushRule> = new Map();

/**
 * Prepares a user's ruleset for `evaluatePushRules`: worth keeping as long as the ruleset stays as it is. All
 * users whose rules are evaluated for the same events get them from the same pool.
 */
export function preparePushRules(ruleset: PushRuleset, userId: string, pool: PushRulePool): PreparedPushRules {
  const prepareList = (kind: PushRuleKind): readonly PreparedPushRule[] => {
    const enabled = ruleset[kind].filter((rule) => rule.enabled);
    return enabled.length === 0 ? NO_RULES : enabled.map((rule) => pool.prepare(rule, kind, userId));
  };
  // The ID says what such rules match: at most one of a kind matches an event.
  const prepareMap = (kind: PushRuleKind): ReadonlyMap<string, PreparedPushRule> => {
    const enabled = ruleset[kind].filter((rule) => rule.enabled);
    if (enabled.length === 0) return NO_RULES_BY_ID;
    return new Map(enabled.map((rule) => [rule.rule_id, pool.prepare(rule, kind, userId)]));
  };
  return {
    override: prepareList('override'),
    content: prepareList('content'),
    room: prepareMap('room'),
    sender: prepareMap('sender'),
    underride: prepareList('underride'),
  };
}
