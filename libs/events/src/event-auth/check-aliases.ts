import type { Pdu } from '../content/pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import { domainOf } from './domain-of.js';

/** The aliases of one server, in versions where no further rule is asked (rooms/v1#authorisation-rules 4). */
export function checkAliases(pdu: Pdu, rules: RoomVersionRules): AuthVerdict {
  if (pdu.state_key === undefined) return rejected(rules, 'aliases.noStateKey', 'Aliases need a state key');
  return domainOf(pdu.sender) === pdu.state_key
    ? ALLOWED
    : rejected(rules, 'aliases.otherServer', 'The state key is not the server of the sender');
}
