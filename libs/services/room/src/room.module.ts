import { Module } from '@nestjs/common';
import { AliasesModule } from './aliases/aliases.module.js';
import { DeactivationModule } from './deactivation/deactivation.module.js';
import { DeviceListsModule } from './device-lists/device-lists.module.js';
import { HistoryModule } from './history/history.module.js';
import { MembershipModule } from './membership/membership.module.js';
import { ReceiptsModule } from './receipts/receipts.module.js';
import { RoomCreationModule } from './room-creation/room-creation.module.js';
import { RoomUpgradesModule } from './room-upgrades/room-upgrades.module.js';
import { SendingEventsModule } from './sending-events/sending-events.module.js';
import { SharingModule } from './sharing/sharing.module.js';
import { SyncModule } from './sync/sync.module.js';
import { UserRoomsModule } from './user-rooms/user-rooms.module.js';

/** The room service: owner of rooms, events, state, membership, aliases and the order of receipts. */
@Module({
  imports: [
    AliasesModule,
    DeactivationModule,
    DeviceListsModule,
    HistoryModule,
    MembershipModule,
    ReceiptsModule,
    RoomCreationModule,
    RoomUpgradesModule,
    SendingEventsModule,
    SharingModule,
    SyncModule,
    UserRoomsModule,
  ],
})
export class RoomModule {}
