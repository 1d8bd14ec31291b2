import { Module } from '@nestjs/common';
import { ClientApiTelemetry } from './client-api.telemetry.js';

/** For the chapters that report something. */
@Module({ providers: [ClientApiTelemetry], exports: [ClientApiTelemetry] })
export class ClientApiTelemetryModule {}
