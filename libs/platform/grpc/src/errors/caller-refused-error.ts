import { MatrixError } from '@chappe/matrix-api';

/**
 * The contract does not name the caller among those who may make the call. Nothing was done: a replica of a later
 * release, whose contract does, may be asked.
 */
export class CallerRefusedError extends MatrixError {
  constructor() {
    super('M_FORBIDDEN', 'this service may not make that call', { status: 403 });
  }
}
