import type { Pdu } from '../content/pdu.js';
import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import { domainOf } from './domain-of.js';

/**
 * A redaction, in versions where authorisation decides who may redact (rooms/v1#authorisation-rules 11): those with the
 * redact level, and the server whose domain stands in both event IDs.
 */
export function checkRedaction(pdu: Pdu, { levels, rules }: AuthState): AuthVerdict {
  if (levels.ofUser(pdu.sender) >= levels.redact) return ALLOWED;
  const domain = domainOf(pdu.event_id);
  const target = typeof pdu.redacts === 'string' ? domainOf(pdu.redacts) : undefined;
  return domain !== undefined && domain === target
    ? ALLOWED
    : rejected(rules, 'redaction.refused', 'The sender may not redact events of other servers');
}
