import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { systemClock, systemRandomness } from '@chappe/runtime';
import { freePort } from '../network/free-port.js';
import { endLeftBroker, makeKafkaFolder, pidFileOf } from './kafka-folder.js';
import type { KafkaJars } from './kafka-jars.js';
import { kafkaSettings } from './kafka-settings.js';
import { KafkaUnavailableError, type KafkaOptions, type RunningKafka } from './running-kafka.js';
import { waitForKafka } from './wait-for-kafka.js';

/** Two seconds on a quiet machine. */
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 10_000;
const FORMAT_MS_MAX = 60_000;
const LOG_CHARACTERS_SHOWN = 2_000;

const JAVA_OPTIONS = [
  '-Xms64m',
  '-Xmx384m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
];

/** A broker as a child process, run from Kafka's jars. It never outlives this process. */
export class JarKafka implements RunningKafka {
  readonly brokers: string[];
  readonly origin: string;
  #broker: ChildProcess | undefined;
  #watchdog: ChildProcess | undefined;
  readonly #atExit = (): void => {
    this.#broker?.kill('SIGKILL');
    if (!this.keepsFolder) rmSync(this.folder, { recursive: true, force: true });
  };

  private constructor(
    private readonly jars: KafkaJars,
    private readonly folder: string,
    private readonly keepsFolder: boolean,
    port: number,
  ) {
    this.brokers = [`127.0.0.1:${port}`];
    this.origin = `Apache Kafka ${jars.version}, run from its jars`;
  }

  /** @throws KafkaUnavailableError with the end of the broker's log when it does not come up */
  static async start(jars: KafkaJars, options: KafkaOptions = {}): Promise<JarKafka> {
    const folder = options.folder === undefined ? makeKafkaFolder() : resolve(options.folder);
    mkdirSync(folder, { recursive: true });
    endLeftBroker(folder);
    const ports = { clients: options.port ?? (await freePort()), controller: await freePort() };
    const kafka = new JarKafka(jars, folder, options.folder !== undefined, ports.clients);
    process.once('exit', kafka.#atExit);
    const settings = Object.entries(kafkaSettings(ports, join(folder, 'data')));
    writeFileSync(join(folder, 'server.properties'), settings.map((pair) => `${pair.join('=')}\n`).join(''));
    await kafka.format();
    await kafka.start();
    return kafka;
  }

  async start(): Promise<void> {
    if (this.#broker) throw new KafkaUnavailableError('the broker runs already');
    const log = openSync(join(this.folder, 'broker.log'), 'a');
    const args = [...JAVA_OPTIONS, '-cp', this.jars.classPath, 'kafka.Kafka', join(this.folder, 'server.properties')];
    // In a process group of its own: Ctrl-C must reach us only.
    const broker = spawn(this.jars.java, args, { cwd: this.folder, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#broker = broker;
    broker.once('exit', () => this.#ended());
    if (broker.pid !== undefined) {
      writeFileSync(pidFileOf(this.folder), String(broker.pid));
      this.#watchdog = watch(broker.pid);
    }
    try {
      await waitForKafka(this.brokers, { withinMs: START_MS_MAX, giveUp: () => broker.exitCode !== null });
    } catch (error) {
      await this.kill();
      const log = readFileSync(join(this.folder, 'broker.log'), 'utf8').slice(-LOG_CHARACTERS_SHOWN);
      throw new KafkaUnavailableError(`Kafka does not come up:\n${log}`, { cause: error });
    }
  }

  async stop(): Promise<void> {
    const cancel = systemClock.after(STOP_MS_MAX, () => void this.#broker?.kill('SIGKILL'));
    await this.#end('SIGTERM');
    cancel();
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async remove(): Promise<void> {
    await this.kill();
    process.removeListener('exit', this.#atExit);
    if (!this.keepsFolder) rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Lays out an empty data folder; one that has data stays as it is. */
  private async format(): Promise<void> {
    if (existsSync(join(this.folder, 'data/meta.properties'))) return;
    const clusterId = Buffer.from(systemRandomness.bytes(16)).toString('base64url');
    const settings = join(this.folder, 'server.properties');
    // As one argument: an id may begin with a dash.
    const tool = ['kafka.tools.StorageTool', 'format', `--cluster-id=${clusterId}`, '-c', settings];
    const args = [...JAVA_OPTIONS, '-cp', this.jars.classPath, ...tool];
    await promisify(execFile)(this.jars.java, args, { timeout: FORMAT_MS_MAX }).catch((error: unknown) => {
      throw new KafkaUnavailableError('the data folder of Kafka cannot be laid out', { cause: error });
    });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!this.#broker) return;
    const ended = once(this.#broker, 'exit');
    this.#broker.kill(signal);
    await ended;
  }

  #ended(): void {
    this.#broker = undefined;
    // The shell first: at the end of its input it would kill whoever has the number by then.
    this.#watchdog?.kill('SIGKILL');
    this.#watchdog?.stdin?.destroy();
    this.#watchdog = undefined;
  }
}

/** Kills the broker when this process is gone, however that came about: then the pipe that it reads from ends. */
function watch(pid: number): ChildProcess {
  const script = 'read -r line; kill -9 "$0" 2>/dev/null';
  const watchdog = spawn('sh', ['-c', script, String(pid)], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watchdog.unref();
  return watchdog;
}
