import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../engine.ts';
import { HARDENED } from './image-check.ts';

/** Seconds on a quiet machine. */
const READY_MS_MAX = 180_000;
const POLL_MS = 50;

export interface ContainerOptions {
  readonly image: string;
  /** Arguments of `docker run` before the image. */
  readonly options?: readonly string[];
  /** Arguments of the program. */
  readonly words?: readonly string[];
}

/** A container that runs with nothing that is not needed; port 8008 is reached at `baseUrl`. */
export class Container {
  readonly #engine: Engine;
  readonly #name: string;

  private constructor(engine: Engine, name: string) {
    this.#engine = engine;
    this.#name = name;
  }

  /** @throws EngineError when it cannot be started */
  static async run(engine: Engine, { image, options = [], words = [] }: ContainerOptions): Promise<Container> {
    const name = `chappe-check-${randomBytes(4).toString('hex')}`;
    const published = '--publish=127.0.0.1::8008';
    await engine.do(['run', '--detach', '--name', name, ...HARDENED, published, ...options, image, ...words]);
    return new Container(engine, name);
  }

  /** A command of the engine for this container, such as `stop` or `pause`; milliseconds that it took. */
  async do(...words: readonly string[]): Promise<number> {
    const startedMs = performance.now();
    await this.#engine.do([...words, this.#name]);
    return performance.now() - startedMs;
  }

  /** What a program in the container prints. @throws EngineError when it fails */
  exec(words: readonly string[], input = ''): Promise<string> {
    return this.#engine.do(['exec', '--interactive', this.#name, ...words], { input });
  }

  /** The engine chooses a port anew at each start. */
  async baseUrl(): Promise<string> {
    const address = await this.#engine.do(['port', this.#name, '8008/tcp']);
    return `http://${address.split('\n')[0]}`;
  }

  /** A field of what the engine knows, as its templates name it. */
  inspect(field: string): Promise<string> {
    return this.#engine.do(['inspect', '--format', `{{${field}}}`, this.#name]);
  }

  /** Everything that it has written. */
  async log(): Promise<string> {
    const { output, errors } = await this.#engine.call(['logs', this.#name]);
    return output + errors;
  }

  /** Waits until the server says so; milliseconds that it took. @throws with its last lines when it does not */
  async ready(): Promise<number> {
    const startedMs = performance.now();
    const baseUrl = await this.baseUrl().catch(() => '');
    while (baseUrl !== '' && performance.now() - startedMs < READY_MS_MAX) {
      const answer = await fetch(`${baseUrl}/_chappe/ready`, { signal: AbortSignal.timeout(2_000) }).catch(
        () => undefined,
      );
      if (answer?.ok) return performance.now() - startedMs;
      if ((await this.inspect('.State.Running')) !== 'true') break;
      await sleep(POLL_MS);
    }
    throw new Error(`is not ready: ${(await this.log()).split('\n').slice(-5).join('\n')}`);
  }

  /** Leaves nothing behind, volumes without a name included. */
  async remove(): Promise<void> {
    await this.#engine.call(['rm', '--force', '--volumes', this.#name]);
  }
}
