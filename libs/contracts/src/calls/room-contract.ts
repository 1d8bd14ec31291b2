import { MembershipAction, RoomServiceDefinition } from '../gen/room/v1/room.js';
import { byOwner, hot, once, read } from './call-route.js';
import { defineContract } from './contract.js';

/** Rooms: their events, state, members and aliases. */
export const roomContract = defineContract({
  service: RoomServiceDefinition,
  owner: 'room',
  setting: 'rooms',
  routes: {
    createRoom: { ...once, callers: ['client-api'] },
    // Who upgrades twice is told the first replacement.
    upgradeRoom: { ...byOwner, isHot: false, callers: ['client-api'] },
    // The transaction id makes a repeated request find the first one's event.
    sendEvent: { ...byOwner, isRepeatable: ({ txnId }) => txnId !== '', callers: ['client-api'] },
    // Who joins twice is told the first event.
    changeMembership: {
      ...byOwner,
      isRepeatable: ({ action }) => action === MembershipAction.MEMBERSHIP_ACTION_JOIN,
      callers: ['client-api'],
    },
    forgetRoom: { ...byOwner, callers: ['client-api'] },
    sendReceipt: { ...byOwner, callers: ['client-api'] },
    announceDeviceList: { ...hot, callers: ['client-api'] },
    // Whoever was asked to announce it everywhere asks the owner of each partition.
    announceDeviceListInPartition: { ...byOwner, ownedPartition: ({ partition }) => partition, callers: ['room'] },
    deactivateUser: { ...read, callers: ['auth'] },
    // Whoever was asked to take a user out of all rooms asks the owner of each.
    deactivateMember: { ...byOwner, isHot: false, callers: ['room'] },
    putAlias: { ...once, callers: ['client-api'] },
    deleteAlias: { ...once, callers: ['client-api'] },
    dropCanonicalAlias: { ...byOwner, callers: ['client-api'] },
    resolveAlias: { ...hot, callers: ['client-api'] },
    listAliases: { ...hot, callers: ['client-api'] },
    getEvent: { ...hot, callers: ['client-api'] },
    getState: { ...read, callers: ['client-api'] },
    getMembers: { ...read, callers: ['client-api'] },
    findState: { ...hot, callers: ['client-api'] },
    getMessages: { ...read, callers: ['client-api'] },
    getContext: { ...read, callers: ['client-api'] },
    getUserRooms: { ...read, callers: ['client-api', 'sync'] },
    readRoom: { ...read, callers: ['sync'] },
    readTimeline: { ...read, callers: ['sync'] },
    readStateDelta: { ...read, callers: ['sync'] },
    readState: { ...read, callers: ['client-api', 'sync'] },
    readSlots: { ...read, callers: ['sync'] },
    readEvents: { ...read, callers: ['sync'] },
  },
});
