import {
  Global,
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { configOf, serverSection, type ServerConfig } from '@chappe/config';
import { STORED_LOGS } from '@chappe/contracts';
import { Postgres } from '@chappe/postgres';
import { CLOCK, type Clock, RANDOMNESS, type Randomness } from '@chappe/runtime';
import { Consumers } from './consumers/consumers.js';
import { EVENT_LOG, type EventLog } from './event-log.js';
import { EventLogTelemetry } from './event-log.telemetry.js';
import { GenerationWatch } from './generations/generation-watch.js';
import { Generations } from './generations/generations.js';
import { installPartitions } from './tables/install-partitions.js';
import { KAFKA_CLUSTER, KafkaCluster } from './kafka/kafka-cluster.js';
import { kafkaSection, type KafkaConfig } from './kafka/kafka.config.js';
import { KafkaEventLog } from './kafka/kafka-event-log.js';
import { KafkaReadiness } from './kafka/kafka-readiness.js';
import { LogRelay } from './relay/log-relay.js';
import { SHARED_POLL_PERIOD_MS, TableEventLog } from './tables/table-event-log.js';
import { TransientBus } from './transient/transient-bus.js';
import { TransientExchange } from './transient/transient-exchange.js';
import { UserLogWriter } from './tables/user-log-writer.js';

/**
 * Opens the log at start, after checking that its partition rows are those of this installation, and closes it at the
 * end.
 */
@Injectable()
class EventLogLifecycle implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly postgres: Postgres,
    private readonly relay: LogRelay,
    private readonly telemetry: EventLogTelemetry,
    @Inject(EVENT_LOG) private readonly eventLog: TableEventLog | KafkaEventLog,
    @Inject(KAFKA_CLUSTER) private readonly cluster: KafkaCluster | undefined,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const topic of STORED_LOGS) {
      await installPartitions(this.postgres, topic, this.eventLog.partitionCount);
      await this.eventLog.positions(topic);
    }
    this.telemetry.showLag(() => this.eventLog.lag());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.close();
    await this.eventLog.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cluster?.close();
  }
}

/** A process that knows no such section has no Kafka and nobody beside it: tests, and the all-in-one process. */
const kafkaConfig = { token: configOf(kafkaSection), optional: true };

const watchProvider = {
  provide: GenerationWatch,
  inject: [Postgres, CLOCK, RANDOMNESS, EventLogTelemetry],
  useFactory: (postgres: Postgres, clock: Clock, randomness: Randomness, reports: EventLogTelemetry) =>
    GenerationWatch.start({ postgres, clock, randomness, reports }),
};

const generationsProvider = {
  provide: Generations,
  inject: [GenerationWatch],
  useFactory: ({ generations }: GenerationWatch) => generations,
};

const clusterProvider = {
  provide: KAFKA_CLUSTER,
  inject: [kafkaConfig, configOf(serverSection), Generations, CLOCK],
  useFactory: (
    config: KafkaConfig | undefined,
    { partitionCount }: ServerConfig,
    generations: Generations,
    clock: Clock,
  ): KafkaCluster | undefined =>
    config && config.brokers.length > 0 ? new KafkaCluster(config, { partitionCount, generations, clock }) : undefined,
};

type EventLogParts = [
  GenerationWatch,
  ServerConfig,
  EventLogTelemetry,
  KafkaCluster | undefined,
  KafkaConfig | undefined,
];

const eventLogProvider = {
  provide: EVENT_LOG,
  inject: [GenerationWatch, configOf(serverSection), EventLogTelemetry, KAFKA_CLUSTER, kafkaConfig],
  useFactory: (...[watch, { partitionCount }, reports, cluster, config]: EventLogParts): EventLog => {
    const { generations } = watch;
    const { postgres, clock } = watch.ports;
    const surroundings = { clock, reports, generations, onWentBack: () => watch.noteWentBack() };
    const pollPeriodMs = config && SHARED_POLL_PERIOD_MS;
    if (!cluster) {
      return new TableEventLog(postgres, partitionCount, { ...surroundings, ...(pollPeriodMs && { pollPeriodMs }) });
    }
    return new KafkaEventLog(postgres, partitionCount, { ...surroundings, cluster });
  },
};

/** The event log over the tables and Kafka, its writer for user data, stored consumers and the transient topics. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    EventLogTelemetry,
    watchProvider,
    generationsProvider,
    clusterProvider,
    eventLogProvider,
    EventLogLifecycle,
    KafkaReadiness,
    Consumers,
    LogRelay,
    TransientBus,
    TransientExchange,
    UserLogWriter,
  ],
  exports: [
    EVENT_LOG,
    Generations,
    GenerationWatch,
    Consumers,
    LogRelay,
    TransientBus,
    UserLogWriter,
    EventLogTelemetry,
  ],
})
export class EventLogModule {}
