import type { PushRuleRefusal } from '@chappe/events';
import { MatrixError, type ErrorCode } from '@chappe/matrix-api';

/** Error codes of refused changes (Client-Server API, PUT /pushrules/global/{kind}/{ruleId}). */
const CODES: Readonly<Record<PushRuleRefusal, ErrorCode>> = {
  not_found: 'M_NOT_FOUND',
  reference_not_found: 'M_UNKNOWN',
  invalid_rule_id: 'M_INVALID_PARAM',
  default_rule: 'M_INVALID_PARAM',
  missing_pattern: 'M_MISSING_PARAM',
  invalid_action: 'M_INVALID_PARAM',
  too_many_rules: 'M_RESOURCE_LIMIT_EXCEEDED',
};

/** What a client is told about a refused change: status 400, but 404 for a rule that does not exist. */
export function refusalError(refusal: { readonly refused: PushRuleRefusal; readonly reason: string }): MatrixError {
  const status = refusal.refused === 'not_found' ? 404 : 400;
  return new MatrixError(CODES[refusal.refused], refusal.reason, { status });
}
