import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Postgres } from '@chappe/postgres';
import { systemRandomness } from '@chappe/runtime';
import { freePort } from '../free-port.js';
import { Proxy } from '../proxy/proxy.js';
import { makeServerFolder, removeServerFolder } from '../server-folder.js';
import type { TestServer } from '../test-server.js';
import { type ClusterOptions, REPLICAS } from './cluster-options.js';
import { ClusterCertificates } from './cluster-certificates.js';
import { ClusterPostgres } from './cluster-postgres.js';
import { DatabaseRoles } from './database-roles.js';
import { migrateCluster } from './migrate-cluster.js';
import { processEnvironment } from './process-environment.js';
import { type ClusterFacts, type ProcessPlace, processNames, processSettings } from './process-settings.js';
import { proxyReplicas, routeRules } from './proxy-replicas.js';
import type { Role } from './roles.js';
import { ServiceProcess } from './service-process.js';
import { makeSigningKey } from './make-signing-key.js';

const COPY_MS_MAX = 30_000;

/**
 * The services as processes of their own, several of each, with a PostgreSQL, a Kafka and a proxy in front, on one
 * machine. Folder and ports stay the same over restarts. End it with {@link remove}, or {@link stop} to keep the data.
 */
export class ClusterProcess implements TestServer {
  readonly baseUrl: string;
  readonly processes: readonly ServiceProcess[];
  readonly postgres: ClusterPostgres;
  readonly certificates: ClusterCertificates;
  private readonly options: ClusterOptions;
  readonly #roles = new DatabaseRoles();
  #proxy: Proxy | undefined;
  #isMigrated: boolean;
  readonly #topicPrefix: string;

  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly places: readonly ProcessPlace[],
    { options, certificates }: { readonly options: ClusterOptions; readonly certificates: ClusterCertificates },
  ) {
    this.options = options;
    this.certificates = certificates;
    this.baseUrl = `http://127.0.0.1:${port}`;
    this.#isMigrated = options.template !== undefined;
    this.#topicPrefix = options.topicPrefix ?? `test-${systemRandomness.token(8)}-`;
    const { durable = false, connection, onCrash, onOutput, onExit } = options;
    this.postgres = new ClusterPostgres({ folder: join(folder, 'postgres'), durable, connection, onCrash });
    this.processes = places.map((place) => {
      const environment = processEnvironment(place.role, options);
      return new ServiceProcess({ place, environment, configFile: this.#configFile(place), onOutput, onExit });
    });
  }

  /** A cluster that is not started yet. */
  static async prepare(options: ClusterOptions = {}): Promise<ClusterProcess> {
    const folder = options.folder ?? makeServerFolder();
    // Root's PostgreSQL runs as someone else, who must be able to pass.
    mkdirSync(join(folder, 'config'), { recursive: true });
    chmodSync(folder, 0o711);
    const places: ProcessPlace[] = [];
    for (const each of processNames(options.replicas ?? REPLICAS)) {
      places.push({ ...each, httpPort: await freePort(), grpcPort: await freePort() });
    }
    if (options.template !== undefined) copyPostgres(options.template, folder);
    const certificates = await ClusterCertificates.make(join(folder, 'certificates'));
    return new ClusterProcess(folder, options.port ?? (await freePort()), places, { options, certificates });
  }

  /**
   * Sets up a database that new clusters copy instead of setting up their own.
   * @returns its folder; whoever asked for it removes it with `removeServerFolder`
   */
  static async makeTemplate(): Promise<string> {
    const cluster = await ClusterProcess.prepare();
    await cluster.#setUp();
    await cluster.postgres.stop();
    return cluster.folder;
  }

  static async start(options: ClusterOptions = {}): Promise<ClusterProcess> {
    const cluster = await ClusterProcess.prepare(options);
    try {
      await cluster.start();
    } catch (error) {
      await cluster.kill();
      await cluster.postgres.stop();
      throw error;
    }
    return cluster;
  }

  /** What stands before the clients; it counts what it sent on and what it lost. */
  get proxy(): Proxy {
    if (!this.#proxy) throw new Error('the cluster does not run');
    return this.#proxy;
  }

  get output(): string {
    return this.processes.map(({ name, output }) => `== ${name}\n${output}`).join('');
  }

  get errors(): readonly string[] {
    return this.processes.flatMap(({ name, errors }) => errors.map((error) => `${name}: ${error}`));
  }

  /** @throws when a process does not come up, with what it wrote */
  async start(): Promise<void> {
    await this.#setUp();
    await Promise.all(this.processes.map((process) => process.start()));
    this.#proxy = await Proxy.start({
      port: this.port,
      host: this.options.host ?? '127.0.0.1',
      rules: routeRules(),
      replicas: proxyReplicas(this.places),
    });
  }

  /** In order: those who serve clients first, then those whom they call, then the database. */
  async stop(): Promise<void> {
    const outer = this.processes.filter(({ role }) => role !== 'room');
    await Promise.all(outer.map((process) => process.stop()));
    await this.#closeProxy();
    await Promise.all(this.replicasOf('room').map((process) => process.stop()));
    await this.postgres.stop();
  }

  async kill(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.kill()));
    await this.#closeProxy();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  withTables<T>(read: (postgres: Postgres) => Promise<T>): Promise<T> {
    return this.postgres.read(read);
  }

  async remove(): Promise<void> {
    await this.kill();
    await this.postgres.stop();
    await removeServerFolder(this.folder);
  }

  /** @param name role and number: `room-1` */
  process(name: string): ServiceProcess {
    const found = this.processes.find((each) => each.name === name);
    if (!found) throw new RangeError(`there is no process ${name}`);
    return found;
  }

  /** All processes of a role, by number. */
  replicasOf(role: Role): [ServiceProcess, ...ServiceProcess[]] {
    const [first, ...others] = this.processes.filter((process) => process.role === role);
    if (!first) throw new RangeError(`there is no process of ${role}`);
    return [first, ...others];
  }

  /** The process that owns a room partition now, as the lease rows say. */
  async ownerOf(partition: number): Promise<ServiceProcess | undefined> {
    const rows = await this.postgres.read((postgres) =>
      postgres.query<{ address: string | null }>({
        text: `SELECT r.address FROM room.partitions p JOIN room.replicas r ON r.replica = p.holder
               WHERE p.partition = $1 AND p.lease_expires_at > now()`,
        values: [partition],
      }),
    );
    const port = Number(rows[0]?.address?.split(':').at(-1));
    return this.processes.find(({ place, role }) => role === 'room' && place.grpcPort === port);
  }

  /** A running database with the schemas of all services. */
  async #setUp(): Promise<void> {
    await this.postgres.start();
    await this.postgres.read((postgres) => this.#roles.make(postgres));
    const facts = this.#facts();
    for (const place of this.places) this.#writeConfig(place, facts);
    if (this.#isMigrated) return;
    await migrateCluster((role) => this.#configFile(this.replicasOf(role)[0].place), this.options);
    this.#isMigrated = true;
  }

  #facts(): ClusterFacts {
    const { serverName = 'localhost', logLevel = 'warn', registration = 'open', rateLimits = false } = this.options;
    const keyFile = join(this.folder, 'signing.key');
    makeSigningKey(keyFile);
    return {
      serverName,
      logLevel,
      registration,
      rateLimits,
      baseUrl: this.baseUrl,
      signingKeyFile: keyFile,
      connection: this.postgres.connection,
      roleOf: (role) => this.#roles.of(role),
      places: this.places,
      certificatesOf: (role) => (this.options.isPlaintext ? undefined : this.certificates.filesOf(role)),
      kafka: { brokers: this.options.kafka?.brokers ?? [], topicPrefix: this.#topicPrefix },
    };
  }

  #configFile({ name }: ProcessPlace): string {
    return join(this.folder, 'config', `${name}.yaml`);
  }

  /** JSON is YAML. Only we may read it: it holds the password of the database. */
  #writeConfig(place: ProcessPlace, facts: ClusterFacts): void {
    const text = JSON.stringify(processSettings(place, facts), null, 2);
    writeFileSync(this.#configFile(place), `${text}\n`, { mode: 0o600 });
  }

  async #closeProxy(): Promise<void> {
    const proxy = this.#proxy;
    this.#proxy = undefined;
    await proxy?.close();
  }
}

/** With owners and permissions: root's PostgreSQL runs as someone else. */
function copyPostgres(template: string, folder: string): void {
  execFileSync('cp', ['-a', join(template, 'postgres'), join(folder, 'postgres')], { timeout: COPY_MS_MAX });
}
