import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { STORED_LOGS } from '@chappe/contracts';
import { CLOCK, withDeadline, type Clock } from '@chappe/runtime';
import { READINESS, type Readiness } from '@chappe/telemetry';
import { EVENT_LOG, type EventLog } from '../event-log.js';
import { EventLogTelemetry } from '../event-log.telemetry.js';
import { KAFKA_CLUSTER, type KafkaCluster } from './kafka-cluster.js';
import { TopicPartitionsError } from './kafka-topics.js';
import { KafkaEventLog } from './kafka-event-log.js';

/** Brokers that do not answer by then are looked for again while the process runs. */
const START_MS_MAX = 3_000;

/**
 * Looks at the topics when a process starts, and shows in its readiness report whether Kafka delivers. Kafka away makes
 * no process unready; topics that are not of this installation are refused, like a database that is not.
 */
@Injectable()
export class KafkaReadiness implements OnModuleInit {
  constructor(
    @Inject(EVENT_LOG) private readonly eventLog: EventLog,
    @Inject(KAFKA_CLUSTER) private readonly cluster: KafkaCluster | undefined,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly telemetry: EventLogTelemetry,
    @Inject(READINESS) private readonly readiness: Readiness,
  ) {}

  async onModuleInit(): Promise<void> {
    const { cluster, eventLog } = this;
    if (!cluster || !(eventLog instanceof KafkaEventLog)) return;
    this.readiness.addNote('kafka', () => {
      for (const [topic, trouble] of eventLog.troubles()) {
        if (trouble !== undefined) throw new Error(`${topic}: ${trouble}`);
      }
    });
    const check = () => Promise.all(STORED_LOGS.map((topic) => cluster.topics.ensure(topic)));
    try {
      await withDeadline(this.clock, START_MS_MAX, check);
    } catch (error) {
      if (error instanceof TopicPartitionsError) throw error;
      this.telemetry.kafkaUnavailable(error);
    }
  }
}
