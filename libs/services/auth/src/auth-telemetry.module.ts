import { Module } from '@nestjs/common';
import { AuthTelemetry } from './auth.telemetry.js';

/** For the chapters that report something. */
@Module({ providers: [AuthTelemetry], exports: [AuthTelemetry] })
export class AuthTelemetryModule {}
