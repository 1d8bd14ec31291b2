import { programOf } from '../build-programs.js';
import { type Exit, SpawnedProgram } from '../spawned-program.js';
import type { ProcessPlace } from './process-settings.js';
import type { Role } from './roles.js';

/** Eight processes start at once. */
const START_MS_MAX = 60_000;
/** A process promises 5 seconds after its drain delay. */
const STOP_MS_MAX = 9_000;
const ANSWER_MS_MAX = 2_000;

export interface ServiceProcessOptions {
  readonly place: ProcessPlace;
  readonly configFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onOutput?: ((process: ServiceProcess, text: string) => void) | undefined;
  /** It has ended; `isUnasked` when nobody asked it to. */
  readonly onExit?: ((process: ServiceProcess, exit: Exit & { readonly isUnasked: boolean }) => void) | undefined;
}

/** One process of a cluster: one replica of one service. */
export class ServiceProcess {
  readonly #program: SpawnedProgram;
  #isWanted = false;

  constructor(private readonly options: ServiceProcessOptions) {
    const { place, configFile, environment, onOutput, onExit } = options;
    this.#program = new SpawnedProgram({
      words: [programOf(place.role), 'serve', '--config', configFile],
      environment,
      isOurs: true,
      onOutput: (text) => onOutput?.(this, text),
      onExit: (exit) => onExit?.(this, { ...exit, isUnasked: this.#isWanted }),
    });
  }

  /** Role and number: `room-1`. */
  get name(): string {
    return this.options.place.name;
  }

  get role(): Role {
    return this.options.place.role;
  }

  get place(): ProcessPlace {
    return this.options.place;
  }

  get pid(): number | undefined {
    return this.#program.pid;
  }

  get output(): string {
    return this.#program.output;
  }

  /** Its log entries at level error or above since the first start. */
  get errors(): readonly string[] {
    return this.#program.errors;
  }

  /** @throws when it ends before it is ready, with what it wrote */
  async start(): Promise<void> {
    this.spawn();
    await this.ready();
  }

  /** Starts the process without waiting for it; one that runs stays as it is. */
  spawn(): void {
    this.#isWanted = true;
    if (this.pid === undefined) this.#program.spawn();
  }

  /** Waits until a started process says that it is ready. */
  ready(): Promise<void> {
    return this.#program.until(() => this.isReady(), START_MS_MAX);
  }

  async isReady(): Promise<boolean> {
    try {
      const answer = await this.#ask('/_chappe/ready');
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  /** Sends SIGTERM and waits. @returns how the process ended */
  stop(): Promise<Exit> {
    this.#isWanted = false;
    return this.#program.stop(STOP_MS_MAX);
  }

  /** Sends SIGKILL and waits until the process is gone. */
  kill(): Promise<void> {
    this.#isWanted = false;
    return this.#program.kill();
  }

  /** Stops it from doing anything (SIGSTOP), as a machine that hangs would; its connections stay. */
  pause(): void {
    this.signal('SIGSTOP');
  }

  resume(): void {
    this.signal('SIGCONT');
  }

  signal(signal: NodeJS.Signals): void {
    this.#program.signal(signal);
  }

  /** When the running process ends, and how. */
  exit(): Promise<Exit> {
    return this.#program.exit();
  }

  /** Its metrics in the text format of Prometheus. */
  async metrics(): Promise<string> {
    return (await this.#ask('/_chappe/metrics')).text();
  }

  #ask(path: string): Promise<Response> {
    const limit = AbortSignal.timeout(ANSWER_MS_MAX);
    return fetch(`http://127.0.0.1:${this.place.httpPort}${path}`, { signal: limit });
  }
}
