import { Global, Inject, Injectable, Module, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { configOf, serverSection, type ServerConfig } from '@chappe/config';
import { roomLog, userLog } from '@chappe/contracts';
import { Postgres } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import { Consumers } from './consumers.js';
import { EVENT_LOG, type EventLog } from './event-log.js';
import { EventLogTelemetry } from './event-log.telemetry.js';
import { installPartitions } from './install-partitions.js';
import { LogRelay } from './relay/log-relay.js';
import { TableEventLog } from './table-event-log.js';
import { TransientBus } from './transient-bus.js';
import { UserLogWriter } from './user-log-writer.js';

/**
 * Opens the log at start, after checking that its partition rows are those of this installation, and closes it at the
 * end.
 */
@Injectable()
class EventLogLifecycle implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    private readonly postgres: Postgres,
    @Inject(EVENT_LOG) private readonly eventLog: TableEventLog,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const topic of [roomLog, userLog]) {
      await installPartitions(this.postgres, topic, this.eventLog.partitionCount);
      await this.eventLog.positions(topic);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.eventLog.close();
  }
}

const eventLogProvider = {
  provide: EVENT_LOG,
  inject: [Postgres, configOf(serverSection), CLOCK, EventLogTelemetry],
  useFactory: (postgres: Postgres, server: ServerConfig, clock: Clock, reports: EventLogTelemetry): EventLog =>
    new TableEventLog(postgres, server.partitionCount, { clock, reports }),
};

/** The event log over the tables, its writer for user data, stored consumers and the transient topic. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [EventLogTelemetry, eventLogProvider, EventLogLifecycle, Consumers, LogRelay, TransientBus, UserLogWriter],
  exports: [EVENT_LOG, Consumers, LogRelay, TransientBus, UserLogWriter, EventLogTelemetry],
})
export class EventLogModule {}
