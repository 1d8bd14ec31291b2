import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { partitionOf, type TransientTopic } from '@chappe/contracts';
import { RANDOMNESS, type Randomness } from '@chappe/runtime';
import { EVENT_LOG, type EventLog } from '../event-log.js';
import { EventLogTelemetry } from '../event-log.telemetry.js';
import { KAFKA_CLUSTER, type KafkaCluster } from '../kafka/kafka-cluster.js';
import type { TailRecord } from '../kafka/kafka-tail.js';
import { fromTransientRecord, toTransientRecord } from './transient-record.js';
import { TransientBus } from './transient-bus.js';

/** More than this waiting for the broker is not worth sending: who types, say, is told again in a few seconds. */
const WAITING_MAX = 1_000;
const ORIGIN_BYTES = 8;

/** Carries what is said on the {@link TransientBus} to the other processes, through Kafka. */
@Injectable()
export class TransientExchange implements OnModuleInit {
  readonly #origin: Buffer;
  #waiting = 0;

  constructor(
    private readonly bus: TransientBus,
    private readonly reports: EventLogTelemetry,
    @Inject(EVENT_LOG) private readonly eventLog: EventLog,
    @Inject(KAFKA_CLUSTER) private readonly cluster: KafkaCluster | undefined,
    @Inject(RANDOMNESS) randomness: Randomness,
  ) {
    this.#origin = Buffer.from(randomness.bytes(ORIGIN_BYTES));
  }

  onModuleInit(): void {
    const { cluster } = this;
    if (!cluster) return;
    this.bus.carryBy({
      forward: (topic, message) => this.#publish(cluster, topic, message),
      listen: (topic) => {
        cluster.tail(topic, {
          onPositioned: () => undefined,
          onRecords: (partition, records) => this.#take(topic, partition, records),
          onInterrupted: () => undefined,
        });
      },
    });
  }

  #publish(cluster: KafkaCluster, topic: TransientTopic, message: unknown): void {
    if (this.#waiting >= WAITING_MAX) return;
    this.#waiting++;
    const name = cluster.topics.nameOf(topic);
    const partition = partitionOf(topic.keyOf(message), this.eventLog.partitionCount);
    cluster.transientPublisher
      .publish(name, partition, [toTransientRecord(topic, message, this.#origin)])
      // Lost: the topic is not stored either.
      .catch(() => undefined)
      .finally(() => this.#waiting--);
  }

  #take(topic: TransientTopic, partition: number, records: readonly TailRecord[]): void {
    for (const record of records) {
      const found = fromTransientRecord(topic, record);
      if (!found) this.reports.recordIgnored(topic.name, partition);
      else if (!found.origin.equals(this.#origin)) this.bus.deliver(topic, found.message);
    }
  }
}
