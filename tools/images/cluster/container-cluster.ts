import { randomBytes } from 'node:crypto';
import { chmodSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Container } from '../checks/container.ts';
import type { Engine } from '../engine.ts';
import { runFromSources } from '../../dev/run-from-sources.ts';
import { SERVICE_NAMES } from '../../dev/service-names.ts';
import { kafkaCommand } from './kafka-settings.ts';
import { postgresCommand } from './postgres-command.ts';
import { serviceSettings } from './service-settings.ts';

const REPLICAS = 2;
const BUILD_MS_MAX = 10 * 60_000;
const START_MS_MAX = 180_000;
const KAFKA_IMAGE = 'chappe-check/kafka';
/** Where the launcher of the tests keeps Kafka's jars. */
const KAFKA_JARS = 'node_modules/.cache/chappe-kafka-[0-9]*[0-9]';

export interface ClusterOptions {
  readonly version: string;
  readonly base: string | undefined;
}

/** Two containers of each service with PostgreSQL and Kafka, in a network of their own. End it with `remove`. */
export class ContainerCluster {
  readonly services = new Map<string, Container>();
  kafka: Container | undefined;
  readonly #engine: Engine;
  readonly #options: ClusterOptions;
  readonly #network = `chappe-check-${randomBytes(4).toString('hex')}`;
  readonly #folder = mkdtempSync(join(tmpdir(), 'chappe-check-'));
  readonly #password = randomBytes(24).toString('hex');
  readonly #others: Container[] = [];

  private constructor(engine: Engine, options: ClusterOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  /** @throws when a container does not come up, with what it wrote; nothing is left behind then */
  static async start(engine: Engine, options: ClusterOptions): Promise<ContainerCluster> {
    const cluster = new ContainerCluster(engine, options);
    try {
      await cluster.#start();
      return cluster;
    } catch (error) {
      await cluster.remove();
      throw error;
    }
  }

  /** Containers of a service by number. */
  replicasOf(service: string): Container[] {
    return [...this.services].filter(([name]) => name.replace(/-\d+$/, '') === service).map(([, each]) => each);
  }

  /** Ends and removes everything. */
  async remove(): Promise<void> {
    await Promise.all([...this.services.values(), ...this.#others].map((container) => container.remove()));
    await this.#engine.call(['network', 'rm', this.#network]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    await this.#engine.do(['network', 'create', this.#network]);
    const hasKafka = await this.#buildKafka();
    const [postgres] = await Promise.all([this.#startPostgres(), hasKafka ? this.#startKafka() : undefined]);
    await until(postgres, 'ready to accept connections');
    if (this.kafka) await until(this.kafka, 'Kafka Server started');
    await this.#writeFiles(hasKafka);
    for (const service of SERVICE_NAMES) await this.#migrate(service);
    const names = SERVICE_NAMES.flatMap((service) => Array.from({ length: REPLICAS }, (_, i) => `${service}-${i + 1}`));
    await Promise.all(names.map((name) => this.#startService(name)));
    await Promise.all([...this.services.values()].map((container) => container.ready()));
  }

  async #startPostgres(): Promise<Container> {
    const options = ['--volume=/data', '--env', `PASSWORD=${this.#password}`, '--entrypoint=sh', '--shm-size=256m'];
    return this.#other('postgres', { image: `chappe/all-in-one:${this.#options.version}`, options }, [
      '-c',
      postgresCommand(),
    ]);
  }

  /** @returns false when there are no jars to make it of */
  async #buildKafka(): Promise<boolean> {
    const [jars] = globSync(KAFKA_JARS);
    if (jars === undefined) return false;
    const base = this.#options.base === undefined ? [] : ['--build-arg', `BASE=${this.#options.base}`];
    const file = join(import.meta.dirname, 'kafka.Dockerfile');
    const words = ['build', '--quiet', '--tag', KAFKA_IMAGE, ...base, '--file', file, jars];
    await this.#engine.do(words, { msMax: BUILD_MS_MAX, env: { DOCKER_BUILDKIT: '1' } });
    return true;
  }

  async #startKafka(): Promise<void> {
    this.kafka = await this.#other('kafka', { image: KAFKA_IMAGE, options: [] }, [kafkaCommand()]);
  }

  async #other(name: string, what: { image: string; options: string[] }, words: string[]): Promise<Container> {
    const options = [...what.options, ...this.#named(name)];
    const container = await Container.run(this.#engine, { image: what.image, options, words });
    this.#others.push(container);
    return container;
  }

  async #writeFiles(hasKafka: boolean): Promise<void> {
    runFromSources();
    const { CONTRACTS: contracts } = await import('@chappe/contracts');
    const { ClusterCertificates } = await import('@chappe/testing');
    await ClusterCertificates.make(join(this.#folder, 'tls'));
    for (const service of SERVICE_NAMES) {
      const folder = join(this.#folder, service);
      for (const name of ['keys', 'tls']) mkdirSync(join(folder, name), { recursive: true });
      const settings = serviceSettings(service, { password: this.#password, hasKafka, contracts });
      writeFileSync(join(folder, 'chappe.yaml'), JSON.stringify(settings, undefined, 2));
    }
    const key = `ed25519 a_check ${randomBytes(32).toString('base64').replaceAll('=', '')}\n`;
    writeFileSync(join(this.#folder, 'room/keys/signing.key'), key);
    // The containers' user is somebody else.
    for (const path of globSync('**/*', { cwd: this.#folder })) chmodSync(join(this.#folder, path), 0o755);
    chmodSync(this.#folder, 0o755);
  }

  async #migrate(service: string): Promise<void> {
    const words = ['migrate', '--config', '/etc/chappe/chappe.yaml'];
    const network = [`--network=${this.#network}`, ...this.#mounted(service)];
    await this.#engine.do(['run', '--rm', ...network, this.#image(service), ...words]);
  }

  async #startService(name: string): Promise<void> {
    const service = SERVICE_NAMES.find((each) => name.startsWith(`${each}-`)) ?? 'room';
    const options = [
      ...this.#named(name),
      `--network-alias=${service}`,
      `--env=CHAPPE_GRPC_ADVERTISED_ADDRESS=${name}:9090`,
      ...this.#mounted(service),
    ];
    this.services.set(name, await Container.run(this.#engine, { image: this.#image(service), options }));
  }

  #named(name: string): string[] {
    return [`--network=${this.#network}`, `--network-alias=${name}`, `--hostname=${name}`];
  }

  #mounted(service: string): string[] {
    return [
      `--volume=${join(this.#folder, service)}:/etc/chappe:ro`,
      `--volume=${join(this.#folder, 'tls')}:/etc/chappe/tls:ro`,
    ];
  }

  #image(service: string): string {
    return `chappe/${service}:${this.#options.version}`;
  }
}

async function until(container: Container, line: string): Promise<void> {
  for (const startedMs = performance.now(); performance.now() - startedMs < START_MS_MAX; await sleep(200)) {
    if ((await container.log()).includes(line)) return;
    if ((await container.inspect('.State.Running')) !== 'true') break;
  }
  throw new Error(`does not come up:\n${(await container.log()).split('\n').slice(-10).join('\n')}`);
}
