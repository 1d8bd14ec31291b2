import { DeviceChange, DeviceEntry, userLog } from '@chappe/contracts';
import { READ_LIMIT_MAX } from '@chappe/event-log';
import type { UserView } from '../../views/users/user-view.js';
import type { Views } from '../../views/views.js';
import type { TokenSpan } from './token-span.js';

/** Whether the user's own devices or keys changed: a user without rooms learns of that as well. */
export async function isOwnDeviceNews(views: Views, user: UserView, { from, to, lost }: TokenSpan): Promise<boolean> {
  if (lost?.user || user.ownDevicesPosition > from.user) return true;
  const upTo = Math.min(user.userPosition, to.user);
  let after = from.user;
  while (after < upTo) {
    const entries = await views.ports.eventLog.read(userLog, {
      partition: user.partition,
      after,
      limit: READ_LIMIT_MAX,
      kinds: [userLog.kinds.device.id],
    });
    const isNews = entries.some(
      (entry) =>
        entry.key === user.userId &&
        entry.position <= upTo &&
        DeviceEntry.decode(entry.payload).change !== DeviceChange.DEVICE_CHANGE_RENAMED,
    );
    if (isNews) return true;
    if (entries.length < READ_LIMIT_MAX) return false;
    after = entries.at(-1)?.position ?? upTo;
  }
  return false;
}
