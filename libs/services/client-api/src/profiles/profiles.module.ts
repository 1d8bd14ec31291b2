import { Module } from '@nestjs/common';
import { ClientApiTelemetryModule } from '../client-api-telemetry.module.js';
import { FanOutsModule } from '../fan-outs/fan-outs.module.js';
import { UsersModule } from '../users/users.module.js';
import { FanOutProfileConsumer } from './fan-out-profile.consumer.js';
import { ProfileStore } from './profile.store.js';
import { ProfilesEndpoints } from './profiles.endpoints.js';
import { Profiles } from './profiles.js';

/** Profiles (Client-Server API). */
@Module({
  imports: [ClientApiTelemetryModule, FanOutsModule, UsersModule],
  providers: [ProfilesEndpoints, Profiles, ProfileStore, FanOutProfileConsumer],
  exports: [Profiles],
})
export class ProfilesModule {}
