import { MatrixError } from '@chappe/matrix-api';

export const FULLY_READ = 'm.fully_read';
export const PUSH_RULES = 'm.push_rules';

/** Account data that the server manages (Client-Server API, "Client Config", server behaviour). */
const SERVER_MANAGED_TYPES: ReadonlySet<string> = new Set([FULLY_READ, PUSH_RULES]);

/**
 * Refuses a type that clients change through endpoints of its own only.
 * @throws MatrixError M_BAD_JSON with status 405
 */
export function checkClientMayPut(type: string): void {
  if (SERVER_MANAGED_TYPES.has(type)) {
    throw new MatrixError('M_BAD_JSON', `Cannot set ${type} through this API`, { status: 405 });
  }
}
