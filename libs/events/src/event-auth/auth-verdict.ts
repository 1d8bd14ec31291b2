/** What the authorisation rules say of an event; `rule` is anchor and number of the rule that refused it. */
export type AuthVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly rule: string; readonly reason: string };

export const ALLOWED: AuthVerdict = { allowed: true };

/**
 * A refusal. Rules bear their number in room version 12, whose list contains nearly all rules of earlier versions;
 * for the few others a version is named as well.
 */
export function rejected(rule: string, reason: string, version = 'v12'): AuthVerdict {
  return { allowed: false, rule: `rooms/${version}#authorisation-rules ${rule}`, reason };
}
