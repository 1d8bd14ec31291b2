import type { SyncToken } from '@chappe/contracts';
import { deviceListChanges, type DeviceListChanges } from './device-lists/device-list-changes.js';
import { candidateRooms } from './rooms/candidate-rooms.js';
import { selectRooms } from './rooms/select-rooms.js';
import { changedAccountData, type Selection } from './selection.js';
import type { DeltaWriter, SyncDelta } from './sync-delta.js';

/** Selects what changed for a device after its token and not after the target; nobody holds all rooms of it. */
export async function selectChanges(selection: Selection, writer: Pick<DeltaWriter, 'room'>): Promise<SyncDelta> {
  const { question, target, device, owed } = selection;
  const { since } = question;
  // What must belong to the same moment is taken before the first wait.
  const waiting = device.messagesBetween(since?.user ?? 0, target.user);
  const accountData = changedAccountData(selection, '', false);
  const { keyCounts, keyCountsPosition } = device;
  const candidates = candidateRooms(selection);
  const roomsGiven = await selectRooms(selection, candidates, writer);
  const deviceLists = since && (await deviceListsSince(selection, since));
  const counts = [roomsGiven, accountData.length, waiting.messages.length];
  if (deviceLists) counts.push(deviceLists.changed.length, deviceLists.left.length);
  const hasNewKeyCounts = since !== undefined && keyCountsPosition > since.user && keyCountsPosition <= target.user;
  return {
    nextBatch: { ...tokenOf(selection), user: waiting.upTo },
    accountData,
    toDevice: waiting.messages,
    deviceLists,
    keyCounts,
    isEmpty: since !== undefined && !hasNewKeyCounts && counts.every((count) => count === 0),
    isComplete: waiting.upTo === target.user && owed.size === 0,
  };
}

function tokenOf({ target, views, owed, seenTyping }: Selection): Omit<SyncToken, 'user'> {
  const { generation, ports } = views;
  const { room, typing } = target;
  return { generation, room, typing, instance: ports.instance, typingRooms: seenTyping.rooms, owed };
}

function deviceListsSince(selection: Selection, since: SyncToken): Promise<DeviceListChanges> {
  const { views, user, target, owed, question } = selection;
  return deviceListChanges(views, user, { from: since, to: target, lost: question.lost, owed });
}
