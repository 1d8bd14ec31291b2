import { Module } from '@nestjs/common';
import { CommitModule } from '../commit/commit.module.js';
import { PartitionsModule } from '../partitions/partitions.module.js';
import { UserRoomsModule } from '../user-rooms/user-rooms.module.js';
import { DeviceListsRpcs } from './device-lists.rpcs.js';

/** Announcements of changed device lists in the room log. */
@Module({ imports: [CommitModule, PartitionsModule, UserRoomsModule], providers: [DeviceListsRpcs] })
export class DeviceListsModule {}
