import { parseJson } from '@chappe/crypto';
import { ForgetEntry, ReceiptEntry, RoomEventEntry, roomLog, type LogEntry } from '@chappe/contracts';
import { membershipOf, type Pdu } from '@chappe/events';
import type { DeviceListLog } from './log/device-list-log.js';
import type { RoomRecord } from './rooms/room-record.js';
import type { Rooms } from './rooms/rooms.js';
import type { TypingRooms } from './rooms/typing-rooms.js';
import { stateKeyCandidates } from './log/state-key-candidates.js';
import type { MemberEntry } from './users/user-view.js';
import type { Users } from './users/users.js';
import type { WakeQueue } from './log/wake-queue.js';

/** What an entry of the room log may change. */
export interface RoomEntryTargets {
  readonly rooms: Rooms;
  readonly users: Users;
  readonly deviceLists: DeviceListLog;
  readonly typing: TypingRooms;
  readonly wakeQueue: WakeQueue;
}

/** Takes one entry of the room log into the views and wakes whom it concerns. */
export function applyRoomEntry(entry: LogEntry, targets: RoomEntryTargets): void {
  const { kinds } = roomLog;
  if (entry.kind === kinds.deviceList.id) {
    wakeSharers(targets.deviceLists.apply(entry), entry.partition, targets);
    return;
  }
  if (entry.kind === kinds.forget.id) {
    targets.users.applyForget(ForgetEntry.decode(entry.payload).userId, entry);
    return;
  }
  const record = targets.rooms.apply(entry);
  if (entry.kind === kinds.memberEvent.id) applyMember(entry, targets);
  if (record && record.users.size > 0) wakeRoom(record, entry, targets.wakeQueue);
}

function applyMember(entry: LogEntry, { users, typing, wakeQueue }: RoomEntryTargets): void {
  const matters = (userId: string): boolean => users.isFollowed(userId) || typing.isTyping(entry.key, userId);
  const candidates = stateKeyCandidates(entry.payload);
  if (candidates.length > 0 && !candidates.some(matters)) return;
  const member = readMember(entry);
  if (member.membership !== 'join') typing.stop(entry.key, member.userId);
  if (!users.isFollowed(member.userId)) return;
  const user = users.applyMember(member);
  if (user) wakeQueue.wake(user, entry.trace);
}

function readMember(entry: LogEntry): MemberEntry {
  const pdu = parseJson(RoomEventEntry.decode(entry.payload).pdu.toString()) as Pdu;
  const { position } = entry;
  return { entry, position, userId: pdu.state_key ?? '', sender: pdu.sender, membership: membershipOf(pdu) };
}

function wakeRoom(record: RoomRecord, entry: LogEntry, wakeQueue: WakeQueue): void {
  const onlyFor = entry.kind === roomLog.kinds.receipt.id ? privateReader(entry) : undefined;
  for (const user of record.users) {
    if (onlyFor === undefined || user.userId === onlyFor) wakeQueue.wake(user, entry.trace);
  }
}

/** The one user who may see the receipt; undefined for a public one. */
function privateReader(entry: LogEntry): string | undefined {
  const { receiptType, userId } = ReceiptEntry.decode(entry.payload);
  return receiptType === 'm.read.private' ? userId : undefined;
}

/** Wakes users here who share, or may share, a room of the partition with a user. */
function wakeSharers(userId: string, partition: number, { rooms, users, wakeQueue }: RoomEntryTargets): void {
  const user = users.find(userId);
  if (user) {
    wakeQueue.wake(user);
    for (const room of user.rooms.values()) {
      if (room.partition === partition) room.record?.users.forEach((other) => wakeQueue.wake(other));
    }
    return;
  }
  for (const record of rooms.all()) {
    if (record.partition !== partition || record.view?.state.isJoined(userId) === false) continue;
    for (const other of record.users) wakeQueue.wake(other);
  }
}
