import { Module } from '@nestjs/common';
import { RoomAliasesEndpoints } from './room-aliases.endpoints.js';
import { RoomNames } from './room-names.js';

/** Room aliases (Client-Server API). */
@Module({ providers: [RoomAliasesEndpoints, RoomNames], exports: [RoomNames] })
export class RoomAliasesModule {}
