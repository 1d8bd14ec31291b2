import { DeviceChange, type DeviceEntry, userLog } from '@chappe/contracts';
import { newEntry, type NewEntry } from '@chappe/event-log';

/** The user has a new device. */
export function deviceAdded(userId: string, deviceId: string): NewEntry {
  return newEntry(userId, userLog.kinds.device, { deviceId, change: DeviceChange.DEVICE_CHANGE_ADDED });
}

/** A device has another display name. */
export function deviceRenamed(userId: string, deviceId: string): NewEntry {
  return newEntry(userId, userLog.kinds.device, { deviceId, change: DeviceChange.DEVICE_CHANGE_RENAMED });
}

/** A device is gone, its tokens with it. */
export function deviceDeleted(userId: string, deviceId: string): NewEntry[] {
  return [
    newEntry(userId, userLog.kinds.session, { deviceId }),
    newEntry(userId, userLog.kinds.device, { deviceId, change: DeviceChange.DEVICE_CHANGE_DELETED }),
  ];
}

/** Tokens of the device stopped being valid; an empty device id means every device of the user. */
export function sessionEnded(userId: string, deviceId: string): NewEntry {
  return newEntry(userId, userLog.kinds.session, { deviceId });
}

/** The devices that entries tell to be gone. */
export function deletedDevices(entries: readonly NewEntry[]): string[] {
  return entries.flatMap(({ kind, message }) => {
    if (kind !== userLog.kinds.device) return [];
    const { deviceId, change } = message as DeviceEntry;
    return change === DeviceChange.DEVICE_CHANGE_DELETED ? [deviceId] : [];
  });
}
