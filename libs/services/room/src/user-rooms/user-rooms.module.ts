import { Module } from '@nestjs/common';
import { PartitionsModule } from '../partitions/partitions.module.js';
import { UserRoomsConsumer } from './user-rooms.consumer.js';
import { UserRooms } from './user-rooms.js';
import { UserRoomsRpcs } from './user-rooms.rpcs.js';
import { UserRoomsStore } from './user-rooms.store.js';

/** Which rooms a user is in: a projection of the room log. */
@Module({
  imports: [PartitionsModule],
  providers: [UserRooms, UserRoomsConsumer, UserRoomsRpcs, UserRoomsStore],
  exports: [UserRooms],
})
export class UserRoomsModule {}
