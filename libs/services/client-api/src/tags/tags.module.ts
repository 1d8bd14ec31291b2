import { Module } from '@nestjs/common';
import { AccountDataModule } from '../account-data/account-data.module.js';
import { RoomTags } from './room-tags.js';
import { TagsEndpoints } from './tags.endpoints.js';

/** The tags of rooms (Client-Server API, "Room Tagging"). */
@Module({ imports: [AccountDataModule], providers: [TagsEndpoints, RoomTags], exports: [RoomTags] })
export class TagsModule {}
