import { Module } from '@nestjs/common';
import { AliasStore } from './aliases/alias.store.js';
import { AnnounceDeviceListInPartition } from './announce-device-list/announce-device-list-in-partition.js';
import { AnnounceDeviceListInPartitionRpc } from './announce-device-list/announce-device-list-in-partition.rpc.js';
import { AnnounceDeviceList } from './announce-device-list/announce-device-list.js';
import { AnnounceDeviceListRpc } from './announce-device-list/announce-device-list.rpc.js';
import { ChangeMembership } from './change-membership/change-membership.js';
import { ChangeMembershipRpc } from './change-membership/change-membership.rpc.js';
import { RestrictedJoins } from './writing/restricted-joins.js';
import { CommitStore } from './commit/commit.store.js';
import { GroupCommit } from './commit/group-commit.js';
import { CreateRoom } from './create-room/create-room.js';
import { CreateRoomRpc } from './create-room/create-room.rpc.js';
import { RoomWishes } from './create-room/room-wishes.js';
import { ForgetRoom } from './forget-room/forget-room.js';
import { ForgetRoomRpc } from './forget-room/forget-room.rpc.js';
import { RoomFounding } from './founding/room-founding.js';
import { HeadStore } from './heads/head.store.js';
import { RoomHeads } from './heads/room-heads.js';
import { TransactionLookups } from './heads/transaction-lookups.js';
import { MembershipStore } from './membership/membership.store.js';
import { roomReadProviders } from './room-read.providers.js';
import { ReceiptStore } from './receipts/receipt.store.js';
import { RedactionTargets } from './redactions/redaction-targets.js';
import { ReplacementStore } from './replacements/replacement.store.js';
import { PartitionsModule } from './partitions/partitions.module.js';
import { RoomLifecycle } from './room-lifecycle.js';
import { CanonicalAliasCheck } from './aliases/canonical-alias-check.js';
import { RoomTelemetryModule } from './room.telemetry.js';
import { SendEvent } from './send-event/send-event.js';
import { SendEventRpc } from './send-event/send-event.rpc.js';
import { WantedStates } from './send-event/wanted-states.js';
import { SendReceipt } from './send-receipt/send-receipt.js';
import { SendReceiptRpc } from './send-receipt/send-receipt.rpc.js';
import { PartitionSharing } from './sharing/partition-sharing.js';
import { StateMaps } from './state/state-maps.js';
import { StateNodeStore } from './state/state-node.store.js';
import { TimelineStore } from './timeline/timeline.store.js';
import { CloseOldRoom } from './upgrade-room/close-old-room.js';
import { FindReplacement } from './upgrade-room/find-replacement.js';
import { MakeReplacement } from './upgrade-room/make-replacement.js';
import { UpgradeRoom } from './upgrade-room/upgrade-room.js';
import { UpgradeRoomRpc } from './upgrade-room/upgrade-room.rpc.js';
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
