import { MatrixError } from '@chappe/matrix-api';

const VERSION = /^[1-9][0-9]{0,14}$/;

/**
 * Reads a backup version as clients send it.
 * @throws MatrixError M_NOT_FOUND for a text that no backup ever had
 */
export function readBackupVersion(text: string): number {
  if (!VERSION.test(text)) throw MatrixError.notFound('Unknown backup version');
  return Number(text);
}
