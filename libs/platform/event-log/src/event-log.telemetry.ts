import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { LogEntry, Topic } from '@chappe/contracts';
import { CLOCK, type Clock } from '@chappe/runtime';
import { awayIn, LOGGER, METRICS, reasonOf, TRACING, type Logger, type Tracing } from '@chappe/telemetry';
import type { ConsumerReports } from './consumers/consumer-runner.js';
import type { EventLogReports } from './event-log-reports.js';
import type { GenerationReports } from './generations/generation-watch.js';
import type { Generation } from './generations/generations.js';
import type { FollowerLag } from './following/followers.js';
import { RELAY, type RelayReports } from './relay/relay-lane.js';
import { Seldom } from './seldom.js';

/** What fails many times a second, as everything does without PostgreSQL, is said once in this time. */
const SAID_AGAIN_AFTER_MS = 10_000;

/** A trouble with Kafka that is over as soon as anything works. */
const START = 'start';

/** What the event log reports. */
@Injectable()
export class EventLogTelemetry implements EventLogReports, ConsumerReports, RelayReports, GenerationReports {
  readonly #readFailures: Counter<'topic'>;
  readonly #wentBack: Counter<'topic'>;
  readonly #generations: Counter;
  readonly #failed: Counter<'consumer'>;
  readonly #parked: Counter<'consumer'>;
  readonly #ignored: Counter<'topic'>;
  readonly #relayFailures: Counter<'topic'>;
  readonly #delivering: Gauge<'topic'>;
  /** Topics that Kafka does not deliver and partitions that cannot be published: one line says so for all of them. */
  readonly #troubles = new Set<string>();
  #troubledSinceMs: number | undefined;
  readonly #seldom: Seldom;
  readonly handling?: EventLogReports['handling'];

  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Registry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRACING) private readonly tracing: Tracing,
  ) {
    this.#seldom = new Seldom(clock, SAID_AGAIN_AFTER_MS);
    if (tracing.isOn) this.handling = (...begun) => this.#handling(...begun);
    const registers = [metrics];
    const consumer = { labelNames: ['consumer'] as const, registers };
    const topic = { labelNames: ['topic'] as const, registers };
    this.#readFailures = new Counter({ name: 'log_read_failures_total', help: 'Failed reads of the tables', ...topic });
    this.#wentBack = new Counter({
      name: 'log_went_back_total',
      help: 'Times that the tables ended before what a follower had taken in',
      ...topic,
    });
    this.#generations = new Counter({
      name: 'log_generations_total',
      help: 'Times that PostgreSQL was found restarted, replaced or restored',
      registers,
    });
    this.#failed = new Counter({ name: 'log_entries_failed_total', help: 'Failed tries', ...consumer });
    this.#parked = new Counter({ name: 'log_entries_parked_total', help: 'Parked entries', ...consumer });
    this.#ignored = new Counter({
      name: 'log_kafka_records_ignored_total',
      help: 'Records that are no entries, or are of another generation',
      ...topic,
    });
    this.#relayFailures = new Counter({ name: 'log_relay_failures_total', help: 'Failed publishing', ...topic });
    const help = '1: entries come from Kafka, 0: from the tables';
    this.#delivering = new Gauge({ name: 'log_kafka_delivering', help, ...topic });
  }

  /** Shows how far behind the followers of this process are: stored consumers, the relay, views. */
  showLag(lag: () => readonly FollowerLag[]): void {
    const shared = { labelNames: ['topic', 'follower'] as const, registers: [this.metrics] };
    // Followers end, as those of the relay do while Kafka is away: what they were behind says nothing any more.
    const age = new Gauge({
      name: 'log_follower_lag_seconds',
      help: 'For how long the oldest entry that is not applied has been waiting',
      ...shared,
      collect: () => {
        age.reset();
        for (const { topic, follower, ageMs } of lag()) age.set({ topic, follower }, ageMs / 1_000);
      },
    });
    const entries = new Gauge({
      name: 'log_follower_lag_entries',
      help: 'Committed entries that are not applied; of the relay: not published',
      ...shared,
      collect: () => {
        entries.reset();
        for (const { topic, follower, entries: count } of lag()) entries.set({ topic, follower }, count);
      },
    });
  }

  readFailed(topic: Topic, error: unknown): void {
    this.#readFailures.inc({ topic: topic.name });
    const keptBack = this.#seldom.admit(`read ${topic.name}`);
    if (keptBack === undefined) return;
    this.logger.warn({ err: error, topic: topic.name, keptBack }, 'the log cannot be read, trying again');
  }

  wentBack(topic: Topic, partition: number, positions: { readonly applied: number; readonly committed: number }): void {
    this.#wentBack.inc({ topic: topic.name });
    const keptBack = this.#seldom.admit(`went back ${topic.name}`);
    if (keptBack === undefined) return;
    this.logger.error(
      { topic: topic.name, partition, ...positions, keptBack },
      'the database has lost entries that were taken in already: what was made of them is dropped',
    );
  }

  generationBegan({ id, cause }: Generation): void {
    this.#generations.inc();
    this.logger.warn({ generation: id, cause }, 'a new generation has begun');
  }

  lookFailed(error: unknown): void {
    const keptBack = this.#seldom.admit('look');
    if (keptBack === undefined) return;
    this.logger.warn({ err: error, keptBack }, 'the database does not say which generation is current, trying again');
  }

  followerFailed(topic: Topic, partition: number, error: unknown): void {
    this.logger.error({ err: error, topic: topic.name, partition }, 'a follower of the log stopped');
  }

  deliveryChanged(topic: Topic, isKafka: boolean, reason: string): void {
    this.#delivering.set({ topic: topic.name }, isKafka ? 1 : 0);
    this.logger.debug({ topic: topic.name, reason }, `log entries come from ${isKafka ? 'Kafka' : 'the tables'}`);
    if (isKafka) this.#kafkaWorks(`read ${topic.name}`);
    else this.#kafkaFails(`read ${topic.name}`, reason);
  }

  /** A span for each traced entry, in the trace of what wrote it. */
  #handling(topic: Topic, follower: string, entries: readonly LogEntry[]): (() => void) | undefined {
    const isRelay = follower === RELAY;
    const spans = entries.flatMap(({ trace, partition, position, key }) => {
      if (!trace) return [];
      const span = this.tracing.startSpan(`${isRelay ? 'publish' : 'apply'} ${topic.name}`, {
        kind: isRelay ? 'producer' : 'consumer',
        parent: trace,
        attributes: { 'log.follower': follower, 'log.partition': partition, 'log.position': position, 'log.key': key },
      });
      return span ? [span] : [];
    });
    if (spans.length === 0) return undefined;
    return () => {
      for (const span of spans) span.end();
    };
  }

  recordIgnored(topic: string, partition: number): void {
    this.#ignored.inc({ topic });
    this.logger.debug({ topic, partition }, 'a Kafka record is no entry of the log, or one of another generation');
  }

  relayFailed(topic: Topic, partition: number, error: unknown): void {
    this.#relayFailures.inc({ topic: topic.name });
    // What is to be published cannot be read: that is no fault of Kafka.
    if (awayIn(error)) return;
    this.#kafkaFails(`publish ${topic.name} ${partition}`, reasonOf(error));
  }

  relayStarted(topic: Topic, partition: number): void {
    this.#kafkaWorks(`publish ${topic.name} ${partition}`);
  }

  relayEnded(topic: Topic, partition: number): void {
    this.#kafkaWorks(`publish ${topic.name} ${partition}`);
  }

  /** A process starts, and the brokers cannot be reached now, or refuse; the log goes on without them. */
  kafkaUnavailable(error: unknown): void {
    this.#kafkaFails(START, reasonOf(error));
  }

  #kafkaFails(what: string, reason: string): void {
    this.#troubles.add(what);
    if (this.#troubledSinceMs !== undefined) return;
    this.#troubledSinceMs = this.clock.monotonicMs();
    this.logger.warn({ what, reason }, 'Kafka cannot be used, log entries come from the tables');
  }

  #kafkaWorks(what: string): void {
    this.#troubles.delete(what);
    this.#troubles.delete(START);
    if (this.#troubles.size > 0 || this.#troubledSinceMs === undefined) return;
    const downMs = Math.round(this.clock.monotonicMs() - this.#troubledSinceMs);
    this.#troubledSinceMs = undefined;
    this.logger.info({ downMs }, 'Kafka is used again');
  }

  entryFailed(consumer: string, entry: LogEntry, error: unknown): void {
    this.#failed.inc({ consumer });
    const keptBack = this.#seldom.admit(`apply ${consumer}`);
    if (keptBack === undefined) return;
    const { partition, position } = entry;
    this.logger.warn({ err: error, consumer, partition, position, keptBack }, 'a log entry could not be applied');
  }

  entryParked(consumer: string, entry: LogEntry, reason: string): void {
    this.#parked.inc({ consumer });
    const { partition, position, key } = entry;
    this.logger.error({ consumer, partition, position, key, reason }, 'a log entry was parked');
  }
}
