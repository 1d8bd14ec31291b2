import type { Requester } from '@chappe/http';
import type { UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { checkOwn } from '../users/check-own.js';
import { checkProfileKey } from './check-profile-field.js';

/**
 * Refuses to change a field that the requester may not: another user's, and as a guest any but the display name
 * (Client-Server API, "Guest Access").
 * @throws MatrixError M_FORBIDDEN, M_GUEST_ACCESS_FORBIDDEN, M_KEY_TOO_LARGE, M_INVALID_PARAM
 */
export function checkProfileChange(requester: Requester, userId: UserId, keyName: string): void {
  checkOwn(requester, userId);
  checkProfileKey(keyName);
  if (requester.isGuest && keyName !== 'displayname') {
    throw new MatrixError('M_GUEST_ACCESS_FORBIDDEN', 'Guests can change their display name only');
  }
}
