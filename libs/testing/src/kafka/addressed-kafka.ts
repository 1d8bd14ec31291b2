import { KafkaUnavailableError, type RunningKafka } from './running-kafka.js';
import { waitForKafka } from './wait-for-kafka.js';

const ANSWER_MS_MAX = 10_000;

/** A broker that someone else runs: it can be used, but neither stopped nor killed. */
export class AddressedKafka implements RunningKafka {
  readonly origin: string;

  private constructor(readonly brokers: string[]) {
    this.origin = `the broker at ${brokers.join(', ')}`;
  }

  /** @throws KafkaUnavailableError when nobody answers */
  static async reach(brokers: string[]): Promise<AddressedKafka> {
    await waitForKafka(brokers, { withinMs: ANSWER_MS_MAX });
    return new AddressedKafka(brokers);
  }

  start(): Promise<void> {
    return this.refuse();
  }

  stop(): Promise<void> {
    return this.refuse();
  }

  kill(): Promise<void> {
    return this.refuse();
  }

  /** Nothing to do: it is not ours. */
  remove(): Promise<void> {
    return Promise.resolve();
  }

  private refuse(): Promise<never> {
    return Promise.reject(new KafkaUnavailableError(`${this.origin} is not ours to start or to stop`));
  }
}
