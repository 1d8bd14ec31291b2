import { Module } from '@nestjs/common';
import { AccountDataModule } from './account-data/account-data.module.js';
import { CrossSigningModule } from './cross-signing/cross-signing.module.js';
import { DeactivationModule } from './deactivation/deactivation.module.js';
import { DeviceKeysModule } from './device-keys/device-keys.module.js';
import { DevicesModule } from './devices/devices.module.js';
import { FanOutsModule } from './fan-outs/fan-outs.module.js';
import { FiltersModule } from './filters/filters.module.js';
import { KeyBackupsModule } from './key-backups/key-backups.module.js';
import { LandingPageModule } from './landing-page/landing-page.module.js';
import { ProfilesModule } from './profiles/profiles.module.js';
import { PublishedKeysModule } from './published-keys/published-keys.module.js';
import { PushRulesModule } from './push-rules/push-rules.module.js';
import { ReceiptsModule } from './receipts/receipts.module.js';
import { RoomAliasesModule } from './room-aliases/room-aliases.module.js';
import { RoomCreationModule } from './room-creation/room-creation.module.js';
import { RoomEventsModule } from './room-events/room-events.module.js';
import { RoomHistoryModule } from './room-history/room-history.module.js';
import { RoomMembershipModule } from './room-membership/room-membership.module.js';
import { ServerDiscoveryModule } from './server-discovery/server-discovery.module.js';
import { TagsModule } from './tags/tags.module.js';
import { ToDeviceModule } from './to-device/to-device.module.js';
import { TypingModule } from './typing/typing.module.js';

/** The Client-Server API but log-in, sync and media. Needs the platform's modules and the clients of room and auth. */
@Module({
  imports: [
    AccountDataModule,
    CrossSigningModule,
    DeactivationModule,
    DeviceKeysModule,
    DevicesModule,
    FanOutsModule,
    FiltersModule,
    KeyBackupsModule,
    LandingPageModule,
    ProfilesModule,
    PublishedKeysModule,
    PushRulesModule,
    ReceiptsModule,
    RoomAliasesModule,
    RoomCreationModule,
    RoomEventsModule,
    RoomHistoryModule,
    RoomMembershipModule,
    ServerDiscoveryModule,
    TagsModule,
    ToDeviceModule,
    TypingModule,
  ],
})
export class ClientApiModule {}
