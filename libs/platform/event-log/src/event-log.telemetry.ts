import { Inject, Injectable } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';
import type { LogEntry, Topic } from '@chappe/contracts';
import { LOGGER, METRICS, type Logger } from '@chappe/telemetry';
import type { ConsumerReports } from './consumer-runner.js';
import type { EventLogReports } from './table-event-log.js';

/** What the event log reports. */
@Injectable()
export class EventLogTelemetry implements EventLogReports, ConsumerReports {
  readonly #failed: Counter<'consumer'>;
  readonly #parked: Counter<'consumer'>;

  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) metrics: Registry,
  ) {
    const labelNames = ['consumer'] as const;
    const registers = [metrics];
    this.#failed = new Counter({ name: 'log_entries_failed_total', help: 'Failed tries', labelNames, registers });
    this.#parked = new Counter({ name: 'log_entries_parked_total', help: 'Parked entries', labelNames, registers });
  }

  readFailed(topic: Topic, error: unknown): void {
    this.logger.warn({ err: error, topic: topic.name }, 'the log cannot be read, trying again');
  }

  followerFailed(topic: Topic, partition: number, error: unknown): void {
    this.logger.error({ err: error, topic: topic.name, partition }, 'a follower of the log stopped');
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
