import { MembershipAction, RoomServiceDefinition } from '../gen/room/v1/room.js';
import { byOwner, hot, once, read } from './call-route.js';
import { defineContract } from './contract.js';

/** Rooms: their events, state, members and aliases. */
export const roomContract = defineContract({
  service: RoomServiceDefinition,
  owner: 'room',
  setting: 'rooms',
  routes: {
    createRoom: once,
    // Who upgrades twice is told the first replacement.
    upgradeRoom: { ...byOwner, isHot: false },
    // The transaction id makes a repeated request find the first one's event.
    sendEvent: { ...byOwner, isRepeatable: ({ txnId }) => txnId !== '' },
    // Who joins twice is told the first event.
    changeMembership: {
      ...byOwner,
      isRepeatable: ({ action }) => action === MembershipAction.MEMBERSHIP_ACTION_JOIN,
    },
    forgetRoom: byOwner,
    sendReceipt: byOwner,
    announceDeviceList: hot,
    announceDeviceListInPartition: { ...byOwner, ownedPartition: ({ partition }) => partition },
    putAlias: once,
    deleteAlias: once,
    resolveAlias: hot,
    listAliases: hot,
    getEvent: hot,
    getState: read,
    getMembers: read,
    findState: hot,
    getMessages: read,
    getContext: read,
    getUserRooms: read,
    readRoom: read,
    readTimeline: read,
    readStateDelta: read,
    readState: read,
    readSlots: read,
  },
});
