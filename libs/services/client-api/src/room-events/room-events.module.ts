import { Module } from '@nestjs/common';
import { RoomMembershipModule } from '../room-membership/room-membership.module.js';
import { RoomEventsEndpoints } from './room-events.endpoints.js';

/** Sending events to a room, and redactions (Client-Server API). */
@Module({ imports: [RoomMembershipModule], providers: [RoomEventsEndpoints] })
export class RoomEventsModule {}
