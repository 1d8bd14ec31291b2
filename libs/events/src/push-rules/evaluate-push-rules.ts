import type { PreparedPushRules } from './prepare-push-rules.js';
import type { PushUser } from './push-condition.js';
import { NO_NOTIFICATION, type PushEvaluation } from './push-evaluation.js';
import type { PushEvent } from './push-event.js';
import type { PreparedPushRule } from './push-rule-pool.js';

/**
 * What a user's rules say about an event: the actions of the first rule that matches, kind by kind
 * (client-server-api#push-rules). Events that the user sent never notify and no rule is asked. Time is bounded by the
 * limits on rulesets and by the size of the event.
 */
export function evaluatePushRules(rules: PreparedPushRules, event: PushEvent, user: PushUser): PushEvaluation {
  const { sender = '', roomId = '' } = event;
  if (sender === user.userId) return NO_NOTIFICATION;
  const rule =
    firstMatch(rules.override, event, user) ??
    firstMatch(rules.content, event, user) ??
    rules.room.get(roomId) ??
    rules.sender.get(sender) ??
    firstMatch(rules.underride, event, user);
  return rule?.outcome ?? NO_NOTIFICATION;
}

function firstMatch(
  rules: readonly PreparedPushRule[],
  event: PushEvent,
  user: PushUser,
): PreparedPushRule | undefined {
  for (const rule of rules) {
    if (holdsFor(event, rule) && rule.ofUser.every((condition) => condition.holds(event, user))) return rule;
  }
  return undefined;
}

/** All must hold, so those about the event come first whatever their order. */
function holdsFor(event: PushEvent, rule: PreparedPushRule): boolean {
  const known = rule.isShared ? event.verdicts.get(rule) : undefined;
  if (known !== undefined) return known;
  const holds = rule.ofEvent.every((condition) => condition.holds(event));
  if (rule.isShared) event.verdicts.set(rule, holds);
  return holds;
}
