import { AddressedKafka } from './addressed-kafka.js';
import { JarKafka } from './jar-kafka.js';
import { kafkaJars, kafkaVersion } from './kafka-jars.js';
import { KafkaUnavailableError, type FoundKafka, type KafkaOptions, type RunningKafka } from './running-kafka.js';

/**
 * Looks for a way to get a broker: the address in CHAPPE_TEST_KAFKA (`host:port`, several with commas), a container
 * when CHAPPE_TEST_DOCKER=1, else Apache Kafka's jars by Maven. Nothing is started yet.
 */
export async function findKafka(): Promise<FoundKafka> {
  const address = process.env['CHAPPE_TEST_KAFKA'];
  if (address) {
    return { origin: `the broker at ${address}`, start: () => AddressedKafka.reach(address.split(',')) };
  }
  if (process.env['CHAPPE_TEST_DOCKER'] === '1') {
    return { origin: 'a container', start: startContainer };
  }
  try {
    const jars = await kafkaJars();
    const origin = `Apache Kafka ${jars.version}, run from its jars`;
    return { origin, start: (options) => JarKafka.start(jars, options) };
  } catch (error) {
    if (!(error instanceof KafkaUnavailableError)) throw error;
    return { origin: undefined, reason: error.message };
  }
}

/** Loads the container library only where it is used: it is large. */
async function startContainer(options?: KafkaOptions): Promise<RunningKafka> {
  const { DockerKafka } = await import('./docker-kafka.js');
  return DockerKafka.start(kafkaVersion(), options);
}

/**
 * Starts the broker that {@link findKafka} found.
 * @throws KafkaUnavailableError when there is none or it does not come up
 */
export async function startKafka(options?: KafkaOptions): Promise<RunningKafka> {
  const found = await findKafka();
  if (found.origin === undefined) throw new KafkaUnavailableError(found.reason);
  return found.start(options);
}

/**
 * For suites that need a broker: what {@link findKafka} found, or undefined after saying why the suite is skipped.
 * @throws KafkaUnavailableError when there is none although this is a CI run, which must not skip anything
 */
export async function kafkaForSuite(): Promise<Extract<FoundKafka, { start: unknown }> | undefined> {
  const found = await findKafka();
  if (found.origin !== undefined) return found;
  if (process.env['CI'] === 'true') throw new KafkaUnavailableError(found.reason);
  process.stderr.write(`Kafka suites are skipped: ${found.reason}\n`);
  return undefined;
}
