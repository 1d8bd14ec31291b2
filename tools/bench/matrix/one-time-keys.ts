import { bounded } from './bounded.ts';
import type { MatrixUser, MatrixUsers } from './matrix-users.ts';

const ALGORITHM = 'signed_curve25519';
/** Users whose keys are counted and uploaded at a time. */
const AT_ONCE = 4;
/** Keys of one upload. */
const UPLOAD_MAX = 300;

/**
 * The body of an upload of one-time keys, as large as real ones. Servers do not look at what is signed.
 * @param mark URL-safe; begins the names of the keys
 */
export function oneTimeKeys({ userId, deviceId }: MatrixUser, count: number, mark: string): string {
  const key = {
    key: 'k'.repeat(43),
    signatures: { [userId]: { [`ed25519:${deviceId}`]: 's'.repeat(86) } },
  };
  const names = Array.from({ length: count }, (_, i) => `${ALGORITHM}:${mark}.${i}`);
  return JSON.stringify({ one_time_keys: Object.fromEntries(names.map((name) => [name, key])) });
}

/** The body of a claim of one key of each user's device. */
export function claimOf(users: readonly MatrixUser[]): string {
  const devices = users.map(({ userId, deviceId }) => [userId, { [deviceId]: ALGORITHM }]);
  return JSON.stringify({ one_time_keys: Object.fromEntries(devices) });
}

/** @returns how many keys can still be claimed of each user's device */
export function countKeys(matrix: MatrixUsers, users: readonly MatrixUser[]): Promise<number[]> {
  return bounded(users, AT_ONCE, (user) => upload(matrix, user, '{}'));
}

/**
 * Uploads keys until each user's device has `count`.
 * @param mark different for each call
 */
export async function fillKeys(
  matrix: MatrixUsers,
  users: readonly MatrixUser[],
  { count, mark }: { readonly count: number; readonly mark: string },
): Promise<void> {
  await bounded(users, AT_ONCE, async (user) => {
    let there = await upload(matrix, user, '{}');
    for (let n = 0; there < count; n++) {
      const missing = Math.min(count - there, UPLOAD_MAX);
      const now = await upload(matrix, user, oneTimeKeys(user, missing, `${mark}.${n}`));
      if (now <= there) throw new Error('the server takes no more one-time keys');
      there = now;
    }
  });
}

async function upload(matrix: MatrixUsers, { token }: MatrixUser, body: string): Promise<number> {
  const answer = await matrix.ask({ method: 'POST', path: '/_matrix/client/v3/keys/upload', token, body });
  const { one_time_key_counts: counts = {} } = answer as { one_time_key_counts?: Record<string, number> };
  return counts[ALGORITHM] ?? 0;
}
