import type { UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';

/**
 * Refuses a request for another user's data.
 * @throws MatrixError M_FORBIDDEN
 */
export function checkOwn(requester: { readonly userId: UserId }, userId: UserId): void {
  if (requester.userId !== userId) throw MatrixError.forbidden('The access token is not authorised for this user');
}
