import { findErrorBy, Producer } from '@platformatic/kafka';
import type { Clock } from '@chappe/runtime';
import type { KafkaConnection } from './kafka-connection.js';
import type { KafkaRecordBytes } from './log-record.js';

const REQUEST_BYTES_MAX = 4_194_304;
/** After this long the client itself is taken to be stuck, and is replaced. */
const SEND_MS_MAX = 15_000;
const ACKS_ALL = -1;

interface Batch {
  readonly messages: readonly (KafkaRecordBytes & { readonly topic: string; readonly partition: number })[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes to the broker, idempotently and with one request in flight: what comes while it is under way goes together
 * with the next. Each partition may have one batch waiting at a time; that bounds what is kept here.
 */
export class KafkaPublisher {
  #waiting: Batch[] = [];
  #running: Promise<void> | undefined;
  #isRunning = false;
  #producer: Producer | undefined;
  #closed = false;

  constructor(
    private readonly connection: KafkaConnection,
    private readonly clock: Clock,
  ) {}

  /**
   * Settles when all replicas in sync have the records, in order.
   * @param records together below the topic's `max.message.bytes`
   * @throws whatever the broker or the client says; nothing is known then about what was written
   */
  publish(topic: string, partition: number, records: readonly KafkaRecordBytes[]): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('the publisher is closed'));
    let bytes = 0;
    for (const { key, value } of records) bytes += key.length + value.length;
    const messages = records.map(({ key, value }) => ({ topic, partition, key, value }));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ messages, bytes, resolve, reject });
      if (this.#isRunning) return;
      this.#isRunning = true;
      this.#running = this.#run();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const batch of this.#waiting.splice(0)) batch.reject(new Error('the publisher is closed'));
    await this.#dropProducer();
    await this.#running;
  }

  async #run(): Promise<void> {
    // Whatever is told in this turn of the event loop goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batches = this.#takeBatches();
      try {
        await this.#send(batches);
        for (const batch of batches) batch.resolve();
      } catch (error) {
        await this.#sendApart(batches, error);
      }
    }
    // In the same turn as the last look at what waits: what comes later starts anew.
    this.#isRunning = false;
  }

  #takeBatches(): Batch[] {
    let bytes = 0;
    let count = 0;
    for (const batch of this.#waiting) {
      if (count > 0 && bytes + batch.bytes > REQUEST_BYTES_MAX) break;
      bytes += batch.bytes;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  /** A partition that the broker refuses must not keep the others from being written. */
  async #sendApart(batches: readonly Batch[], cause: unknown): Promise<void> {
    const isRefusal = cause instanceof Error && findErrorBy(cause, 'code', 'PLT_KFK_PROTOCOL') !== null;
    for (const batch of batches) {
      if (!isRefusal || batches.length === 1 || this.#closed) {
        batch.reject(cause);
        continue;
      }
      await this.#send([batch]).then(batch.resolve, batch.reject);
    }
  }

  async #send(batches: readonly Batch[]): Promise<void> {
    this.#producer ??= new Producer({ ...this.connection, idempotent: true, acks: ACKS_ALL });
    const messages = batches.flatMap((batch) => batch.messages);
    const sent = this.#producer.send({ messages, acks: ACKS_ALL });
    await this.#atMost(SEND_MS_MAX, sent);
  }

  async #atMost(durationMs: number, work: Promise<unknown>): Promise<void> {
    let cancel = (): void => undefined;
    const late = new Promise<never>((_resolve, reject) => {
      cancel = this.clock.after(durationMs, () => {
        reject(new Error(`the client of the broker did not answer in ${durationMs} ms`));
        void this.#dropProducer();
      });
    });
    try {
      await Promise.race([work, late]);
    } finally {
      cancel();
    }
  }

  async #dropProducer(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    // It is given up: what goes wrong at its end says nothing new.
    await producer?.close(true).catch(() => undefined);
  }
}
