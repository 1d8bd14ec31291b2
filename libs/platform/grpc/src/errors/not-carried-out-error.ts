import { MatrixError } from '@chappe/matrix-api';

/** Why a call was sent again, or has to wait. */
export type RetryReason = 'wrong_owner' | 'owner_unreachable' | 'refused' | 'not_sent' | 'connection_lost';

/** A call of which it is certain that nothing was done: it may always be sent again. */
export class NotCarriedOutError extends MatrixError {
  constructor(
    readonly reason: RetryReason,
    message: string,
    cause?: unknown,
  ) {
    super('M_UNKNOWN', message, { status: 503, headers: { 'retry-after': '1' }, cause });
  }
}
