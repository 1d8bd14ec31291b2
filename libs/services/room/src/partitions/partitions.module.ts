import { Module } from '@nestjs/common';
import { RoomTelemetryModule } from '../room.telemetry.js';
import { LeaseStore } from './lease.store.js';
import { PartitionLeases } from './partition-leases.js';
import { Partitions } from './partitions.js';
import { ReplicaIdentity } from './replica-identity.js';
import { RoomReplicas } from './room-replicas.js';

/** Which partition a room is in, and which replica owns it. */
@Module({
  imports: [RoomTelemetryModule],
  providers: [LeaseStore, PartitionLeases, Partitions, ReplicaIdentity, RoomReplicas],
  exports: [PartitionLeases, Partitions, ReplicaIdentity, RoomReplicas],
})
export class PartitionsModule {}
