import { Module } from '@nestjs/common';
import { AliasStore } from './aliases/alias.store.js';
import { AnnounceDeviceListInPartition } from './device-lists/announce-device-list-in-partition.js';
import { AnnounceDeviceListInPartitionRpc } from './device-lists/announce-device-list-in-partition.rpc.js';
import { AnnounceDeviceList } from './device-lists/device-lists.rpcs.js';
import { AnnounceDeviceListRpc } from './device-lists/announce-device-list.rpc.js';
import { ChangeMembership } from './membership/membership.rpcs.js';
import { ChangeMembershipRpc } from './membership/change-membership.rpc.js';
import { RestrictedJoins } from './membership/restricted-joins.js';
import { CommitStore } from './commit/commit.store.js';
import { GroupCommit } from './commit/group-commit.js';
import { CreateRoom } from './room-creation/room-creation.rpcs.js';
import { CreateRoomRpc } from './room-creation/create-room.rpc.js';
import { RoomWishes } from './room-creation/requested-rooms.js';
import { ForgetRoom } from './membership/forget-room.js';
import { ForgetRoomRpc } from './membership/forget-room.rpc.js';
import { RoomFounding } from './room-creation/room-founding.js';
import { HeadStore } from './heads/head.store.js';
import { RoomHeads } from './heads/room-heads.js';
import { TransactionLookups } from './heads/transaction-lookups.js';
import { MembershipStore } from './state/membership.store.js';
import { roomReadProviders } from './room-read.providers.js';
import { ReceiptStore } from './receipts/receipt.store.js';
import { RedactionTargets } from './sending-events/redaction-targets.js';
import { ReplacementStore } from './room-upgrades/replacement.store.js';
import { PartitionsModule } from './partitions/partitions.module.js';
import { RoomLifecycle } from './sharing/room-lifecycle.js';
import { CanonicalAliasCheck } from './aliases/canonical-alias-check.js';
import { RoomTelemetryModule } from './room.telemetry.js';
import { SendEvent } from './sending-events/sending-events.rpcs.js';
import { SendEventRpc } from './sending-events/send-event.rpc.js';
import { WantedStates } from './sending-events/requested-states.js';
import { SendReceipt } from './receipts/receipts.rpcs.js';
import { SendReceiptRpc } from './receipts/send-receipt.rpc.js';
import { PartitionSharing } from './sharing/partition-sharing.js';
import { StateMaps } from './state/state-maps.js';
import { StateNodeStore } from './state/state-node.store.js';
import { TimelineStore } from './timeline/timeline.store.js';
import { CloseOldRoom } from './room-upgrades/close-old-room.js';
import { FindReplacement } from './room-upgrades/find-replacement.js';
import { MakeReplacement } from './room-upgrades/make-replacement.js';
import { UpgradeRoom } from './room-upgrades/room-upgrades.rpcs.js';
import { UpgradeRoomRpc } from './room-upgrades/upgrade-room.rpc.js';
import { EventPreparation } from './writing/event-preparation.js';
import { RoomLanes } from './writing/room-lanes.js';
import { RoomWriter } from './writing/room-writer.js';

const nouns = [
  AliasStore,
  CanonicalAliasCheck,
  CommitStore,
  EventPreparation,
  GroupCommit,
  HeadStore,
  MembershipStore,
  PartitionSharing,
  ReceiptStore,
  RedactionTargets,
  ReplacementStore,
  RestrictedJoins,
  RoomFounding,
  RoomHeads,
  RoomLanes,
  RoomWriter,
  StateMaps,
  StateNodeStore,
  TimelineStore,
  TransactionLookups,
];

const verbs = [
  AnnounceDeviceList,
  AnnounceDeviceListInPartition,
  AnnounceDeviceListInPartitionRpc,
  AnnounceDeviceListRpc,
  ChangeMembership,
  ChangeMembershipRpc,
  CloseOldRoom,
  CreateRoom,
  CreateRoomRpc,
  FindReplacement,
  ForgetRoom,
  ForgetRoomRpc,
  MakeReplacement,
  RoomWishes,
  SendEvent,
  SendEventRpc,
  SendReceipt,
  SendReceiptRpc,
  UpgradeRoom,
  UpgradeRoomRpc,
  WantedStates,
];

/** The room service: owner of rooms, events, state, membership, aliases and the order of receipts. */
@Module({
  imports: [PartitionsModule, RoomTelemetryModule],
  providers: [...nouns, ...verbs, ...roomReadProviders, RoomLifecycle],
})
export class RoomModule {}
