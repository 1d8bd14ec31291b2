import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { ruleNumber } from './rule-number.js';
import type { AuthRule } from './rule-numbers.js';

/**
 * What the authorisation rules say of an event; `rule` is anchor and number of the rule that refused it, on the page of
 * the room's own version: `rooms/v6#authorisation-rules 4.2.3`.
 */
export type AuthVerdict =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly rule: string;
      readonly reason: string;
      /** The event itself is wrong, whoever sends it and whatever power they have. */
      readonly malformed?: true;
    };

/**
 * Rules that look at the form of an event, not at what its sender may do. Not `member.unknown`: a knock is unknown to
 * old room versions, and not wrong for that.
 */
const FORM_RULES: ReadonlySet<AuthRule> = new Set<AuthRule>([
  'create.prevEvents',
  'aliases.noStateKey',
  'member.incomplete',
  'member.invite.thirdParty.incomplete',
  'powerLevels.notInteger',
  'powerLevels.notIntegers',
  'powerLevels.users',
  'powerLevels.creators',
]);

export const ALLOWED: AuthVerdict = { allowed: true };

/** A refusal by a rule of the version's list; `reason` is a sentence for logs and for the event's sender. */
export function rejected({ version }: RoomVersionRules, rule: AuthRule, reason: string): AuthVerdict {
  const number = ruleNumber(rule, version);
  const anchor = `rooms/v${version}#authorisation-rules${number ? ` ${number}` : ''}`;
  return { allowed: false, rule: anchor, reason, ...(FORM_RULES.has(rule) && { malformed: true }) };
}
