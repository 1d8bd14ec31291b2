import { AccountDataEntry, DeviceChange, DeviceEntry, userLog, type LogEntry } from '@chappe/contracts';
import type { Rooms } from '../rooms/rooms.js';
import { UserRoom } from './user-room.js';
import type { MemberEntry, UserView } from './user-view.js';

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
    user.accountData.set({ ...AccountDataEntry.decode(entry.payload), position: entry.position });
  } else if (entry.kind === kinds.device.id) {
    applyDeviceChange(user, entry);
  } else {
    for (const device of user.devices.values()) device.apply(entry);
  }
}

function applyDeviceChange(user: UserView, entry: LogEntry): void {
  const { deviceId, change } = DeviceEntry.decode(entry.payload);
  if (change !== DeviceChange.DEVICE_CHANGE_RENAMED) user.ownDevicesPosition = entry.position;
  if (change === DeviceChange.DEVICE_CHANGE_DELETED) user.devices.delete(deviceId);
}
