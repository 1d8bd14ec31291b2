import { findErrorBy, Producer } from '@platformatic/kafka';
import { Batcher, DeadlineError, withDeadline, type Batched, type Clock } from '@chappe/runtime';
import type { KafkaConnection } from './kafka-connection.js';
import type { KafkaRecordBytes } from './log-record.js';

const REQUEST_BYTES_MAX = 4_194_304;
/** After this long the client itself is taken to be stuck, and is replaced. */
const SEND_MS_MAX = 15_000;
const ACKS_ALL = -1;

/** Records of a partition, published together. */
type Records = readonly (KafkaRecordBytes & { readonly topic: string; readonly partition: number })[];

/**
 * Writes to the broker, idempotently and with one request in flight: what comes while it is under way goes together
 * with the next. Each partition may have one batch waiting at a time; that bounds what is kept here.
 */
export class KafkaPublisher {
  readonly #requests = new Batcher<Records>({
    bytesMax: REQUEST_BYTES_MAX,
    bytesOf,
    work: (request) => this.#publish(request),
  });
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
    return this.#requests.add(records.map((record) => ({ topic, partition, ...record })));
  }

  async close(): Promise<void> {
    this.#closed = true;
    const ended = this.#requests.close(new Error('the publisher is closed'));
    await this.#dropProducer();
    await ended;
  }

  async #publish(request: readonly Batched<Records>[]): Promise<void> {
    try {
      await this.#send(request);
      for (const { resolve } of request) resolve();
    } catch (error) {
      await this.#publishApart(request, error);
    }
  }

  /** A partition that the broker refuses must not keep the others from being written. */
  async #publishApart(request: readonly Batched<Records>[], cause: unknown): Promise<void> {
    const isRefusal = cause instanceof Error && findErrorBy(cause, 'code', 'PLT_KFK_PROTOCOL') !== null;
    for (const batched of request) {
      if (!isRefusal || request.length === 1 || this.#closed) {
        batched.reject(cause);
        continue;
      }
      await this.#send([batched]).then(batched.resolve, batched.reject);
    }
  }

  async #send(request: readonly Batched<Records>[]): Promise<void> {
    const producer = (this.#producer ??= new Producer({ ...this.connection, idempotent: true, acks: ACKS_ALL }));
    const messages = request.flatMap(({ item }) => item);
    try {
      await withDeadline(this.clock, SEND_MS_MAX, () => producer.send({ messages, acks: ACKS_ALL }));
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      void this.#dropProducer();
      throw new Error('the client of the broker is stuck', { cause: error });
    }
  }

  async #dropProducer(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    // It is given up: what goes wrong at its end says nothing new.
    await producer?.close(true).catch(() => undefined);
  }
}

function bytesOf(records: Records): number {
  return records.reduce((bytes, { key, value }) => bytes + key.length + value.length, 0);
}
