import { Consumer } from '@platformatic/kafka';
import type { Generations } from '../generations/generations.js';
import type { KafkaConnection } from './kafka-connection.js';
import { type AnyRecord, fromLogRecord } from './log-record.js';
import type { KafkaTopics, NamedTopic } from './kafka-topics.js';

/** So many records at the end are looked at; without any of ours among them, the partition counts as empty. */
const RECORDS_MAX = 10n;
const FETCH_BYTES_MAX = 8_388_608;
const FETCH_PARTITION_BYTES_MAX = 1_048_576;
const FETCH_WAIT_MS = 500;
const EARLIEST = -2n;
const LATEST = -1n;

interface Ends {
  readonly topicId: string;
  readonly leaders: Map<number, number>;
  readonly next: Map<number, bigint>;
  readonly ends: Map<number, bigint>;
}

interface Readable extends Ends {
  readonly node: number;
  /** The position that a record shows to be published; 0: none. */
  readonly positionOf: (partition: number, record: AnyRecord) => number;
}

/** Learns from the broker up to where a log was published. Questions asked together are answered together. */
export class PublishedPositions {
  readonly #asked = new Map<NamedTopic, { partitions: Set<number>; answer: Promise<Map<number, number>> }>();

  constructor(
    private readonly connection: KafkaConnection,
    private readonly topics: KafkaTopics,
    private readonly generations: Generations,
  ) {}

  /**
   * The highest position among the last records of a partition; undefined when none of them is ours. What was published
   * of a future that is lost does not count.
   * @throws any error of the client
   */
  async last(topic: NamedTopic, partition: number): Promise<number | undefined> {
    let question = this.#asked.get(topic);
    if (!question) {
      const partitions = new Set<number>();
      const answer = Promise.resolve().then(() => {
        this.#asked.delete(topic);
        return this.#read(topic, partitions);
      });
      question = { partitions, answer };
      this.#asked.set(topic, question);
    }
    question.partitions.add(partition);
    return (await question.answer).get(partition);
  }

  async #read(topic: NamedTopic, partitions: ReadonlySet<number>): Promise<Map<number, number>> {
    await this.topics.ensure(topic);
    const name = this.topics.nameOf(topic);
    const consumer = new Consumer({ ...this.connection, groupId: this.connection.clientId });
    try {
      consumer.topics.track(name);
      const positionOf = (partition: number, record: AnyRecord): number => {
        const published = fromLogRecord(partition, record);
        return published ? this.generations.surviving(published.generation, topic, published.entry) : 0;
      };
      const ends = await readEnds(consumer, name, [...partitions]);
      const last = new Map<number, number>();
      for (const node of new Set(ends.leaders.values())) await readLast(consumer, { ...ends, node, positionOf }, last);
      return last;
    } finally {
      await consumer.close(true);
    }
  }
}

async function readEnds(consumer: Consumer, name: string, wanted: readonly number[]): Promise<Ends> {
  const known = (await consumer.metadata({ topics: [name] })).topics.get(name);
  const asked = { topics: [name], partitions: { [name]: [...wanted] } };
  const latest = await consumer.listOffsets({ ...asked, timestamp: LATEST });
  const earliest = await consumer.listOffsets({ ...asked, timestamp: EARLIEST });
  const leaders = new Map<number, number>();
  for (const partition of wanted) {
    const leader = known?.partitions[partition]?.leader;
    if (leader === undefined) throw new Error(`the broker does not know partition ${partition} of ${name}`);
    leaders.set(partition, leader);
  }
  const offsetsOf = (found: typeof latest, partition: number): bigint => found.get(name)?.[partition] ?? 0n;
  const ends = new Map(wanted.map((partition) => [partition, offsetsOf(latest, partition)]));
  const starts = wanted.map((partition) => [partition, offsetsOf(earliest, partition)] as const);
  const next = starts.map(([partition, start]) => [partition, lastOffsets(start, ends.get(partition) ?? 0n)] as const);
  return { topicId: known?.id ?? '', leaders, next: new Map(next), ends };
}

/** Where the records to look at begin. */
function lastOffsets(start: bigint, end: bigint): bigint {
  return end - RECORDS_MAX > start ? end - RECORDS_MAX : start;
}

/** Reads from the offsets in `next` to the ends, one answer after the other, and notes the highest positions. */
async function readLast(consumer: Consumer, from: Readable, last: Map<number, number>): Promise<void> {
  for (;;) {
    const open = [...from.leaders.keys()].filter((partition) => isOpen(from, partition));
    if (open.length === 0) return;
    const partitions = open.map((partition) => ({
      partition,
      fetchOffset: from.next.get(partition) ?? 0n,
      currentLeaderEpoch: -1,
      lastFetchedEpoch: -1,
      partitionMaxBytes: FETCH_PARTITION_BYTES_MAX,
    }));
    const answer = await consumer.fetch({
      node: from.node,
      maxWaitTime: FETCH_WAIT_MS,
      minBytes: 1,
      maxBytes: FETCH_BYTES_MAX,
      topics: [{ topicId: from.topicId, partitions }],
    });
    const found = answer.responses.flatMap((response) => response.partitions);
    for (const { partitionIndex, records } of found) {
      for (const batch of records ?? []) {
        const positions = batch.records.map((record) => from.positionOf(partitionIndex, record));
        const highest = Math.max(last.get(partitionIndex) ?? 0, ...positions);
        if (highest > 0) last.set(partitionIndex, highest);
        from.next.set(partitionIndex, batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n);
      }
    }
    // What was there when the ends were asked for is gone: retention, or the topic was deleted.
    if (found.every(({ records }) => (records ?? []).length === 0)) return;
  }
}

function isOpen(from: Readable, partition: number): boolean {
  return (
    from.leaders.get(partition) === from.node && (from.next.get(partition) ?? 0n) < (from.ends.get(partition) ?? 0n)
  );
}
