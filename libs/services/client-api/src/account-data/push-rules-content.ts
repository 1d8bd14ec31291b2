import { JSON_DEPTH_MAX, parseJson } from '@chappe/crypto';
import { defaultPushRules, type PushRuleset, type UserId } from '@chappe/events';
import { currentPushRules } from './current-push-rules.js';

/** A rule, which came in a body as deep as one may be, stands in a list of the ruleset. */
const DEPTH = { depthMax: JSON_DEPTH_MAX + 3 };

/** The ruleset of a user, given the stored content of `m.push_rules`, if there is one. */
export function readPushRules(userId: string, stored: string | undefined): PushRuleset {
  const predefined = defaultPushRules(userId as UserId);
  if (stored === undefined) return predefined;
  return currentPushRules((parseJson(stored, DEPTH) as unknown as { global: PushRuleset }).global, predefined);
}

/** JSON of the `m.push_rules` account data event that a user sees. */
export function pushRulesContent(userId: string, stored: string | undefined): string {
  return JSON.stringify({ global: readPushRules(userId, stored) });
}
