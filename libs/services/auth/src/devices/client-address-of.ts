import { USER_AGENT_LENGTH_MAX } from '../auth.limits.js';
import type { ClientAddress } from './device.js';

/** From where a request came, in a form that can be stored. */
export function clientAddressOf(request: ClientAddress): ClientAddress {
  return {
    ip: request.ip,
    userAgent: request.userAgent.slice(0, USER_AGENT_LENGTH_MAX).toWellFormed().replaceAll('\0', ''),
  };
}
