import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { LogEntry, Topic } from '@chappe/contracts';
import { LOGGER, METRICS, type Logger } from '@chappe/telemetry';
import type { ConsumerReports } from './consumer-runner.js';
import type { EventLogReports } from './event-log-reports.js';
import type { FollowerLag } from './followers.js';
import type { RelayReports } from './relay/relay-lane.js';

/** What the event log reports. */
@Injectable()
export class EventLogTelemetry implements EventLogReports, ConsumerReports, RelayReports {
  readonly #failed: Counter<'consumer'>;
  readonly #parked: Counter<'consumer'>;
  readonly #ignored: Counter<'topic'>;
  readonly #relayFailures: Counter<'topic'>;
  readonly #delivering: Gauge<'topic'>;
  /** Partitions whose publishing fails, by topic: one line says so for all of them. */
  readonly #failing = new Map<Topic, Set<number>>();

  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Registry,
  ) {
    const registers = [metrics];
    const consumer = { labelNames: ['consumer'] as const, registers };
    const topic = { labelNames: ['topic'] as const, registers };
    this.#failed = new Counter({ name: 'log_entries_failed_total', help: 'Failed tries', ...consumer });
    this.#parked = new Counter({ name: 'log_entries_parked_total', help: 'Parked entries', ...consumer });
    this.#ignored = new Counter({
      name: 'log_kafka_records_ignored_total',
      help: 'Records not of this kind',
      ...topic,
    });
    this.#relayFailures = new Counter({ name: 'log_relay_failures_total', help: 'Failed publishing', ...topic });
    const help = '1: entries come from Kafka, 0: from the tables';
    this.#delivering = new Gauge({ name: 'log_kafka_delivering', help, ...topic });
  }

  /** Shows how far behind the followers of this process are: stored consumers, the relay, views. */
  showLag(lag: () => readonly FollowerLag[]): void {
    const shared = { labelNames: ['topic', 'follower'] as const, registers: [this.metrics] };
    const age = new Gauge({
      name: 'log_follower_lag_seconds',
      help: 'For how long the oldest entry that is not applied has been waiting',
      ...shared,
    });
    const entries = new Gauge({
      name: 'log_follower_lag_entries',
      help: 'Committed entries that are not applied; of the relay: not published',
      ...shared,
      collect: () => {
        for (const { topic, follower, entries: count, ageMs } of lag()) {
          entries.set({ topic, follower }, count);
          age.set({ topic, follower }, ageMs / 1_000);
        }
      },
    });
  }

  readFailed(topic: Topic, error: unknown): void {
    this.logger.warn({ err: error, topic: topic.name }, 'the log cannot be read, trying again');
  }

  followerFailed(topic: Topic, partition: number, error: unknown): void {
    this.logger.error({ err: error, topic: topic.name, partition }, 'a follower of the log stopped');
  }

  deliveryChanged(topic: Topic, isKafka: boolean, reason: string): void {
    this.#delivering.set({ topic: topic.name }, isKafka ? 1 : 0);
    if (isKafka) this.logger.info({ topic: topic.name }, 'log entries come from Kafka');
    else
      this.logger.warn({ topic: topic.name, reason }, 'Kafka does not deliver log entries, they come from the tables');
  }

  recordIgnored(topic: string, partition: number): void {
    this.#ignored.inc({ topic });
    this.logger.debug({ topic, partition }, 'a Kafka record is no entry of the log');
  }

  relayFailed(topic: Topic, partition: number, error: unknown): void {
    this.#relayFailures.inc({ topic: topic.name });
    const failing = this.#failing.get(topic) ?? new Set();
    this.#failing.set(topic, failing);
    const { size } = failing;
    failing.add(partition);
    if (size > 0) return;
    this.logger.warn({ err: error, topic: topic.name, partition }, 'log entries cannot be published, trying again');
  }

  relayStarted(topic: Topic, partition: number): void {
    const failing = this.#failing.get(topic);
    if (!failing?.delete(partition) || failing.size > 0) return;
    this.logger.info({ topic: topic.name }, 'log entries are published again');
  }

  /** The brokers cannot be reached now, or refuse; the log goes on without them. */
  kafkaUnavailable(error: unknown): void {
    this.logger.warn({ err: error }, 'Kafka cannot be used now, log entries come from the tables');
  }

  entryFailed(consumer: string, entry: LogEntry, error: unknown): void {
    this.#failed.inc({ consumer });
    const { partition, position } = entry;
    this.logger.warn({ err: error, consumer, partition, position }, 'a log entry could not be applied');
  }

  entryParked(consumer: string, entry: LogEntry, reason: string): void {
    this.#parked.inc({ consumer });
    const { partition, position, key } = entry;
    this.logger.error({ consumer, partition, position, key, reason }, 'a log entry was parked');
  }
}
