import { MatrixError } from '@chappe/matrix-api';
import type { NewEvent } from './prepared-event.js';

/**
 * Refuses names that PostgreSQL cannot keep as text: with NUL, or that are no Unicode. A row that it refuses would
 * fail the whole commit, and with it the events of others.
 * @throws MatrixError M_INVALID_PARAM
 */
export function checkStorable({ type, stateKey = '', transaction }: NewEvent): void {
  for (const name of [type, stateKey, transaction?.txnId ?? '']) {
    if (name.includes('\0') || !name.isWellFormed())
      throw MatrixError.invalidParam('A name is not Unicode, or holds NUL');
  }
}
