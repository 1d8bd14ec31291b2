import { MatrixError } from '@chappe/matrix-api';

/** The connection broke while the call was under way: nobody knows whether it was carried out. */
export class ConnectionLostError extends MatrixError {
  constructor(message: string, cause?: unknown) {
    super('M_UNKNOWN', message, { status: 503, headers: { 'retry-after': '1' }, cause });
  }
}
