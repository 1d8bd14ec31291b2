import { Module } from '@nestjs/common';
import { DeviceKeysModule } from '../device-keys/device-keys.module.js';
import { FanOutsModule } from '../fan-outs/fan-outs.module.js';
import { ToDeviceModule } from '../to-device/to-device.module.js';
import { UsersModule } from '../users/users.module.js';
import { DevicesRpcs } from './devices.rpcs.js';
import { FanOutDeviceListsConsumer } from './fan-out-device-lists.consumer.js';
import { ForgetDeviceConsumer } from './forget-device.consumer.js';

/** What follows when a device comes, changes or goes, and what waits for it. */
@Module({
  imports: [DeviceKeysModule, FanOutsModule, ToDeviceModule, UsersModule],
  providers: [DevicesRpcs, FanOutDeviceListsConsumer, ForgetDeviceConsumer],
})
export class DevicesModule {}
