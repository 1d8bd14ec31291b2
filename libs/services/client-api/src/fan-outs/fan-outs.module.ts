import { Module } from '@nestjs/common';
import { ClientApiTelemetryModule } from '../client-api-telemetry.module.js';
import { FanOutStore } from './fan-out.store.js';
import { FanOuts } from './fan-outs.js';

/** What of users the room service is still to be told. */
@Module({ imports: [ClientApiTelemetryModule], providers: [FanOuts, FanOutStore], exports: [FanOuts] })
export class FanOutsModule {}
