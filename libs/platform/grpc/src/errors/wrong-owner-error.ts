import { MatrixError } from '@chappe/matrix-api';

/**
 * Thrown by a handler that did nothing because this process does not own the request's partition. Between processes
 * the calling side then asks the owner; in one process it surfaces as a retryable M_UNKNOWN (503).
 */
export class WrongOwnerError extends MatrixError {
  /** @param ownerAddress host:port of the owner's calls; undefined: nobody owns it now, or it is not known who */
  constructor(readonly ownerAddress: string | undefined) {
    super('M_UNKNOWN', 'The partition is being moved', { status: 503, headers: { 'retry-after': '1' } });
  }
}
