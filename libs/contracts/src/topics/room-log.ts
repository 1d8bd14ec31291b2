import { DeviceListEntry, ErasureEntry, ForgetEntry, ReceiptEntry, RoomEventEntry } from '../gen/log/v1/room_log.js';
import { defineTopic, entryKind } from './topic.js';

/**
 * Everything that happens in rooms, in the order of each room partition. Written by the partition's owner only.
 * Messages, other state and members have kinds of their own so that a reader can choose without a parse.
 */
export const roomLog = defineTopic({
  name: 'room.events.v1',
  owner: 'room',
  schema: 'room',
  key: 'room',
  kinds: {
    roomEvent: entryKind(1, RoomEventEntry),
    stateEvent: entryKind(2, RoomEventEntry),
    memberEvent: entryKind(3, RoomEventEntry),
    receipt: entryKind(4, ReceiptEntry),
    deviceList: entryKind(5, DeviceListEntry),
    forget: entryKind(6, ForgetEntry),
    erasure: entryKind(7, ErasureEntry),
  },
});
