import { ForgetEntry, RoomEventEntry, roomLog, type UserRoom } from '@chappe/contracts';
import { parseJson } from '@chappe/crypto';
import { membershipOf, type Pdu } from '@chappe/events';

/** What an entry of the room log means for the rooms of a user. */
export type MembershipChange =
  | { readonly userId: string; readonly room: UserRoom }
  | { readonly userId: string; readonly forgets: string };

/** The kinds of entry that {@link membershipChangeOf} understands. */
export const MEMBERSHIP_KINDS = [roomLog.kinds.memberEvent.id, roomLog.kinds.forget.id];

/** Reads a member or forget entry. */
export function membershipChangeOf(entry: {
  readonly kind: number;
  readonly key: string;
  readonly position: number;
  readonly payload: Uint8Array;
}): MembershipChange {
  if (entry.kind === roomLog.kinds.forget.id) {
    return { userId: ForgetEntry.decode(entry.payload).userId, forgets: entry.key };
  }
  const { eventId, pdu: json } = RoomEventEntry.decode(entry.payload);
  const pdu = parseJson(json.toString()) as unknown as Pdu;
  const { sender, state_key: userId = '' } = pdu;
  const { key: roomId, position } = entry;
  return { userId, room: { roomId, membership: membershipOf(pdu), eventId, position, forgotten: false, sender } };
}
