import { userLog } from '@chappe/contracts';
import { READ_LIMIT_MAX } from '@chappe/event-log';
import { keyNewsIn } from '../../views/users/apply-user-entry.js';
import type { UserView } from '../../views/users/user-view.js';
import type { Views } from '../../views/views.js';
import type { TokenSpan } from './token-span.js';

const { device, signatures } = userLog.kinds;

/**
 * Whose keys look different to the user's devices by what one of them did: the user's own, and those that were signed.
 * A user without rooms learns of that as well.
 */
export async function ownKeyNews(views: Views, user: UserView, { from, to, lost }: TokenSpan): Promise<Set<string>> {
  const news = new Set(user.keyNews.between(from.user, to.user).map(({ userId }) => userId));
  if (lost?.user) news.add(user.userId);
  const upTo = Math.min(user.userPosition, to.user);
  let after = from.user;
  while (after < upTo) {
    const range = { partition: user.partition, after, limit: READ_LIMIT_MAX, kinds: [device.id, signatures.id] };
    const entries = await views.ports.eventLog.read(userLog, range);
    const own = entries.filter((entry) => entry.key === user.userId && entry.position <= upTo);
    for (const { userId } of own.flatMap(keyNewsIn)) news.add(userId);
    if (entries.length < READ_LIMIT_MAX) return news;
    after = entries.at(-1)?.position ?? upTo;
  }
  return news;
}
