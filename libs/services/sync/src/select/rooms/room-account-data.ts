import type { AccountDatum } from '../../views/users/account-data.js';
import type { Selection } from '../selection.js';

/** Account data of a room: what changed, or all of it for a room that is new to the client. */
export function roomAccountData({ question, user, target }: Selection, roomId: string, isNew: boolean): AccountDatum[] {
  const after = isNew ? -1 : (question.since?.user ?? -1);
  return user.accountData.changes
    .between(after, target.user)
    .filter((datum) => datum.roomId === roomId && question.filter.allowsAccountData(datum.type, roomId));
}
