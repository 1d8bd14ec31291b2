import {
  AccountDataEntry,
  DeviceChange,
  DeviceEntry,
  SignaturesEntry,
  userLog,
  type LogEntry,
} from '@chappe/contracts';
import type { Rooms } from '../rooms/rooms.js';
import { UserRoom } from './user-room.js';
import type { KeyNews, MemberEntry, UserView } from './user-view.js';

/** Takes a member event about the user into the user's rooms; one that the view holds already changes nothing. */
export function applyMemberEntry(user: UserView, member: MemberEntry, rooms: Rooms): void {
  const { partition, position, key: roomId } = member.entry;
  if (position <= (user.roomPositions[partition] ?? 0)) return;
  let room = user.rooms.get(roomId);
  if (room) room.apply(member);
  else {
    room = new UserRoom(roomId, partition, { change: member, isFirst: true });
    user.rooms.set(roomId, room);
  }
  room.forgotten = false;
  if (member.membership === 'join') {
    room.record ??= rooms.record(roomId);
    room.record.last = Math.max(room.record.last, position);
    room.record.users.add(user);
  } else if (room.record) {
    const { record } = room;
    room.record = undefined;
    record.users.delete(user);
    rooms.release(record);
  }
}

/** Takes in that the user forgot a room, unless a later member event undid that. */
export function applyForgetEntry(user: UserView, { key: roomId, position }: LogEntry): void {
  const room = user.rooms.get(roomId);
  if (room && room.position < position) room.forgotten = true;
}

/** Takes an entry of the user log into the user's account data and devices. */
export function applyUserEntry(user: UserView, entry: LogEntry): void {
  if (entry.position <= user.userPosition) return;
  const { kinds } = userLog;
  if (entry.kind === kinds.accountData.id) {
    const item = { ...AccountDataEntry.decode(entry.payload), position: entry.position };
    // Entries of erased accounts are emptied.
    if (item.type !== '') user.accountData.set(item);
  } else if (entry.kind === kinds.signatures.id) {
    takeKeyNews(user, entry);
  } else if (entry.kind === kinds.device.id) {
    takeKeyNews(user, entry);
    dropDeletedDevice(user, entry);
  } else {
    for (const device of user.devices.values()) device.apply(entry);
  }
}

/** Whose keys look different to a user by an entry about the user's devices or about signatures by the user. */
export function keyNewsIn({ kind, key, payload, position }: LogEntry): KeyNews[] {
  const userIds = kind === userLog.kinds.signatures.id ? SignaturesEntry.decode(payload).userIds : [key];
  return userIds.map((userId) => ({ userId, position }));
}

function takeKeyNews(user: UserView, entry: LogEntry): void {
  for (const news of keyNewsIn(entry)) user.keyNews.set(news);
}

function dropDeletedDevice(user: UserView, { payload }: LogEntry): void {
  const { deviceId, change } = DeviceEntry.decode(payload);
  if (change === DeviceChange.DEVICE_CHANGE_DELETED) user.devices.delete(deviceId);
}
