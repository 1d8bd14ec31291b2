import { Inject, Injectable } from '@nestjs/common';
import { roomLog, STORED_LOGS, type LogEntry, type Topic } from '@chappe/contracts';
import { Postgres } from '@chappe/postgres';
import { CLOCK, OneAtATime, type Clock } from '@chappe/runtime';
import { EVENT_LOG, READ_LIMIT_MAX, type EventLog } from '../event-log.js';
import { EventLogTelemetry } from '../event-log.telemetry.js';
import { KAFKA_CLUSTER, type KafkaCluster } from '../kafka/kafka-cluster.js';
import { KafkaEventLog } from '../kafka/kafka-event-log.js';
import { inBatches, RelayLane, type RelayPorts } from './relay-lane.js';

/** The room log of the owned partitions is written by this process, which announces it; the others by anybody. */
const WRITTEN_BY_OTHERS = STORED_LOGS.filter((topic) => topic !== roomLog);
/** How often the tables are asked what others wrote to the owned partitions: one small query a log. */
const POLL_MS = 30;
const REBUILD_ATTEMPTS_MAX = 10;
const REBUILD_PAUSE_MS = 500;

/** Publishes the logs of the room partitions that this process owns to Kafka. Without Kafka it does nothing. */
@Injectable()
export class LogRelay {
  readonly #lanes = new Map<number, RelayLane[]>();
  readonly #stopped = new Set<Promise<unknown>>();
  readonly #polling = new OneAtATime(() => this.#poll());
  #stopPolling: (() => void) | undefined;
  #isClosed = false;

  constructor(
    private readonly postgres: Postgres,
    private readonly reports: EventLogTelemetry,
    @Inject(EVENT_LOG) private readonly eventLog: EventLog,
    @Inject(KAFKA_CLUSTER) private readonly cluster: KafkaCluster | undefined,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Room partitions whose logs this process publishes. */
  get owned(): readonly number[] {
    return [...this.#lanes.keys()];
  }

  /**
   * From now on all logs of exactly these partitions are published by this process. That two processes publish the
   * same for a moment is no harm: readers take every entry once.
   * @param partitions room partitions that this process owns; call it again at each change
   */
  own(partitions: readonly number[]): void {
    const { cluster } = this;
    if (!cluster || this.#isClosed) return;
    const wanted = new Set(partitions);
    for (const [partition, lanes] of this.#lanes) {
      if (wanted.has(partition)) continue;
      this.#lanes.delete(partition);
      this.#stop(lanes);
    }
    for (const partition of wanted) {
      if (!this.#lanes.has(partition)) this.#lanes.set(partition, this.#lanesOf(partition, cluster));
    }
    this.#stopPolling ??= this.clock.every(POLL_MS, () => void this.#polling.run());
  }

  /**
   * Publishes everything that the tables hold of a topic once more, as on an empty topic; the topic is made if it is
   * missing. It may run in any process while the owners go on: their entries may then stand between these.
   * @param after position of each partition after which it begins; default 0, everything
   * @returns number of entries published
   * @throws when there is no Kafka, or it fails
   */
  async rebuildTopic(topic: Topic, after = 0): Promise<number> {
    const { cluster } = this;
    if (!cluster) throw new Error('no Kafka brokers are configured (kafka.brokers)');
    await cluster.topics.ensure(topic);
    const ends = await this.eventLog.positions(topic);
    let count = 0;
    for (const [partition, end] of ends.entries()) {
      for (let position = after; position < end;) {
        const entries = await this.eventLog.read(topic, { partition, after: position, limit: READ_LIMIT_MAX });
        await this.#publishAgain(topic, partition, entries);
        count += entries.length;
        position = entries.at(-1)?.position ?? end;
      }
    }
    return count;
  }

  /** A leader that has just changed refuses at first. */
  async #publishAgain(topic: Topic, partition: number, entries: readonly LogEntry[]): Promise<void> {
    const name = this.cluster?.topics.nameOf(topic) ?? topic.name;
    for (const records of inBatches(entries, this.eventLog.generations.current)) {
      for (let attempt = 1; ; attempt++) {
        try {
          await this.cluster?.publisher.publish(name, partition, records);
          break;
        } catch (error) {
          if (attempt >= REBUILD_ATTEMPTS_MAX) throw error;
        }
        await this.clock.sleep(REBUILD_PAUSE_MS);
      }
    }
  }

  /** Stops publishing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopPolling?.();
    for (const lanes of this.#lanes.values()) this.#stop(lanes);
    this.#lanes.clear();
    await Promise.all(this.#stopped);
  }

  #lanesOf(partition: number, cluster: KafkaCluster): RelayLane[] {
    const { eventLog, clock, reports } = this;
    const ports: RelayPorts = { cluster, eventLog, clock, reports };
    return STORED_LOGS.map((topic) => new RelayLane(topic, partition, ports));
  }

  #stop(lanes: readonly RelayLane[]): void {
    const stopped = Promise.all(lanes.map((lane) => lane.stop())).finally(() => this.#stopped.delete(stopped));
    this.#stopped.add(stopped);
  }

  async #poll(): Promise<void> {
    for (const topic of WRITTEN_BY_OTHERS) {
      if (this.#isClosed || !(this.eventLog instanceof KafkaEventLog)) return;
      try {
        const rows = await this.postgres.query<{ partition: number; position: number }>({
          name: `${topic.schema}-relay-positions`,
          text: `SELECT partition, position FROM ${topic.schema}.partitions WHERE partition = ANY($1::smallint[])`,
          values: [this.owned],
        });
        for (const { partition, position } of rows) this.eventLog.reach(topic, partition, position);
      } catch (error) {
        if (!this.#isClosed) this.reports.readFailed(topic, error);
      }
    }
  }
}
