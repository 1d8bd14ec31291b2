import { Module } from '@nestjs/common';
import { AccountDataModule } from '../account-data/account-data.module.js';
import { ClientApiTelemetryModule } from '../client-api-telemetry.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { PushRulesModule } from '../push-rules/push-rules.module.js';
import { TagsModule } from '../tags/tags.module.js';
import { UsersModule } from '../users/users.module.js';
import { Invitees } from './invitees.js';
import { RoomCreationEndpoints } from './room-creation.endpoints.js';
import { RoomSettings } from './room-settings.js';

/** Creation and upgrades of rooms (Client-Server API). */
@Module({
  imports: [AccountDataModule, ClientApiTelemetryModule, ProfilesModule, PushRulesModule, TagsModule, UsersModule],
  providers: [RoomCreationEndpoints, Invitees, RoomSettings],
  exports: [Invitees, RoomSettings],
})
export class RoomCreationModule {}
