import { GenericContainer, Wait, type StartedTestContainer } from 'testcontainers';
import { freePort } from '../network/free-port.js';
import { kafkaSettings } from './kafka-settings.js';
import { KafkaUnavailableError, type KafkaOptions, type RunningKafka } from './running-kafka.js';
import { waitForKafka } from './wait-for-kafka.js';

const START_MS_MAX = 120_000;
const CONTROLLER_PORT = 29_093;
const DATA_FOLDER = '/tmp/kraft-combined-logs';

/** A broker in a container. Testcontainers removes it when this process is gone. */
export class DockerKafka implements RunningKafka {
  readonly brokers: string[];
  readonly origin: string;

  private constructor(
    private readonly container: StartedTestContainer,
    port: number,
    image: string,
  ) {
    this.brokers = [`127.0.0.1:${port}`];
    this.origin = `the container image ${image}`;
  }

  /** @throws KafkaUnavailableError when it does not come up */
  static async start(version: string, options: KafkaOptions = {}): Promise<DockerKafka> {
    if (options.folder !== undefined) throw new KafkaUnavailableError('a container keeps no data folder');
    const image = `apache/kafka:${version}`;
    const port = options.port ?? (await freePort());
    const container = await new GenericContainer(image)
      .withEnvironment(environmentOf(port))
      // The same port on both sides, since the broker tells its clients where to come back to.
      .withExposedPorts({ container: port, host: port })
      .withWaitStrategy(Wait.forListeningPorts())
      .withStartupTimeout(START_MS_MAX)
      .start();
    const kafka = new DockerKafka(container, port, image);
    await waitForKafka(kafka.brokers, { withinMs: START_MS_MAX });
    return kafka;
  }

  async start(): Promise<void> {
    await this.container.restart();
    await waitForKafka(this.brokers, { withinMs: START_MS_MAX });
  }

  async stop(): Promise<void> {
    await this.container.stop({ remove: false });
  }

  async kill(): Promise<void> {
    await this.container.stop({ remove: false, timeout: 0 });
  }

  async remove(): Promise<void> {
    await this.container.stop({ remove: true, timeout: 0 });
  }
}

/** The image takes `KAFKA_PROCESS_ROLES` for `process.roles`; inside the container it listens on every interface. */
function environmentOf(port: number): Record<string, string> {
  const settings = {
    ...kafkaSettings({ clients: port, controller: CONTROLLER_PORT }, DATA_FOLDER),
    listeners: `PLAINTEXT://:${port},CONTROLLER://:${CONTROLLER_PORT}`,
  };
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value]),
  );
}
