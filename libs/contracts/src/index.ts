export * from './gen/room/v1/room.js';
export * from './gen/auth/v1/auth.js';
export * from './gen/user/v1/user.js';
export * from './gen/transport/v1/calls.js';
export {
  AccountDataEntry,
  DeviceChange,
  DeviceEntry,
  KeyCountsEntry,
  ProfileEntry,
  SessionEntry,
  SignaturesEntry,
  ToDeviceAcknowledgedEntry,
  ToDeviceEntry,
} from './gen/log/v1/user_log.js';
export { DeviceListEntry, ErasureEntry, ForgetEntry, ReceiptEntry, RoomEventEntry } from './gen/log/v1/room_log.js';
export { Typing } from './gen/transient/v1/transient.js';
export * from './topics/topic.js';
export * from './trace-context.js';
export * from './topics/room-log.js';
export * from './topics/user-log.js';
export * from './topics/transient-topic.js';
export * from './topics/typing-topic.js';
export * from './topics/topics.js';
export * from './topics/partition-of.js';
export * from './views/published-view.js';
export * from './views/published-devices.js';
export * from './views/published-views.js';
export * from './calls/service-definition.js';
export { type AnyCallRoute, type CallRoute } from './calls/call-route.js';
export * from './calls/contract.js';
export * from './calls/auth-contract.js';
export * from './calls/room-contract.js';
export * from './calls/user-data-contract.js';
export * from './calls/contracts.js';
export * from './tokens/owed-rooms.js';
export * from './tokens/sync-token.js';
export * from './tokens/timeline-point-token.js';
