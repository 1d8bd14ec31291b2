import type { JsonObject, JsonValue } from '@chappe/crypto';
import { fieldOf, textOf } from '../content/json-fields.js';
import { withoutHistorical } from './read-actions.js';
import type { PushAction, PushRule, PushRuleKind } from './push-ruleset.js';

/** What a user's push rules say about an event. */
export interface PushEvaluation {
  /** The rule that matched; absent when none did. */
  readonly rule?: { readonly kind: PushRuleKind; readonly ruleId: string };
  /** Of that rule, without historical ones. */
  readonly actions: readonly PushAction[];
  /** Whether the event is a notification to the user. The members that follow say nothing about other events. */
  readonly notify: boolean;
  /** Whether the notification is one of the highlighted, which are counted for themselves. */
  readonly highlight: boolean;
  /** The sound to play; absent when none is. */
  readonly sound?: string;
  /** What the push gateway is told about the presentation, by name. */
  readonly tweaks: JsonObject;
}

/** No rule matches, or none is asked: "the homeserver MUST NOT notify" (client-server-api#push-rules). */
export const NO_NOTIFICATION: PushEvaluation = { actions: [], notify: false, highlight: false, tweaks: {} };

/** What follows when a rule matches (client-server-api#actions). */
export function outcomeOf(rule: PushRule, kind: PushRuleKind): PushEvaluation {
  const actions = withoutHistorical(rule.actions);
  const matched = { rule: { kind, ruleId: rule.rule_id }, actions };
  if (!actions.includes('notify')) return { ...NO_NOTIFICATION, ...matched };
  const tweaks = tweaksOf(actions);
  const sound = textOf(tweaks, 'sound');
  const highlight = fieldOf(tweaks, 'highlight') === true;
  return { ...matched, notify: true, highlight, ...(sound !== undefined && { sound }), tweaks };
}

/** Unknown tweaks pass through; of two with the same name the later counts. */
function tweaksOf(actions: readonly PushAction[]): JsonObject {
  const tweaks = new Map<string, JsonValue>();
  for (const action of actions) {
    const name = typeof action === 'string' ? undefined : textOf(action, 'set_tweak');
    if (typeof action === 'string' || name === undefined) continue;
    // "If a highlight tweak is given with no value, its value is defined to be true."
    const value = Object.hasOwn(action, 'value') ? action['value'] : name === 'highlight' || undefined;
    if (value !== undefined) tweaks.set(name, value);
  }
  return Object.fromEntries(tweaks);
}
