import {
  AccountDataEntry,
  DeviceEntry,
  KeyCountsEntry,
  ProfileEntry,
  SessionEntry,
  SignaturesEntry,
  ToDeviceAcknowledgedEntry,
  ToDeviceEntry,
} from '../gen/log/v1/user_log.js';
import { defineTopic, entryKind } from './topic.js';

/**
 * What changes for a user, in the order of each user partition. Written by auth and client-api in their own
 * transactions.
 */
export const userLog = defineTopic({
  name: 'user.events.v1',
  owner: 'client-api',
  schema: 'user_log',
  key: 'user',
  kinds: {
    accountData: entryKind(1, AccountDataEntry),
    toDevice: entryKind(2, ToDeviceEntry),
    device: entryKind(3, DeviceEntry),
    session: entryKind(4, SessionEntry),
    keyCounts: entryKind(5, KeyCountsEntry),
    profile: entryKind(6, ProfileEntry),
    toDeviceAcknowledged: entryKind(7, ToDeviceAcknowledgedEntry),
    signatures: entryKind(8, SignaturesEntry),
  },
});
