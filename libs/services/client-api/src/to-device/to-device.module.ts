import { Module } from '@nestjs/common';
import { ClientApiTelemetryModule } from '../client-api-telemetry.module.js';
import { UsersModule } from '../users/users.module.js';
import { Recipients } from './recipients.js';
import { SenderBudgets } from './sender-budgets.js';
import { ToDeviceMessages } from './to-device-messages.js';
import { ToDeviceEndpoints } from './to-device.endpoints.js';
import { ToDeviceRpcs } from './to-device.rpcs.js';
import { ToDeviceStore } from './to-device.store.js';

/** Send-to-Device messaging (Client-Server API). */
@Module({
  imports: [ClientApiTelemetryModule, UsersModule],
  providers: [ToDeviceEndpoints, ToDeviceRpcs, Recipients, SenderBudgets, ToDeviceMessages, ToDeviceStore],
  exports: [ToDeviceMessages, ToDeviceStore],
})
export class ToDeviceModule {}
