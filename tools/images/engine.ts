import { spawn } from 'node:child_process';

export interface Finished {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

interface CallOptions {
  /** Written to its standard input. */
  readonly input?: string;
  /** Ends the program after this. Default 60 s. */
  readonly msMax?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A command of the engine failed. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** The container engine, by its command line: docker, or what understands the same words. */
export class Engine {
  readonly #program: string;

  /** @param program its name or path */
  constructor(program: string) {
    this.#program = program;
  }

  /** Whatever the exit code is. @throws EngineError when there is no such program */
  call(words: readonly string[], { input = '', msMax = 60_000, env = {} }: CallOptions = {}): Promise<Finished> {
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(msMax);
      const child = spawn(this.#program, words, { signal, env: { ...process.env, ...env }, stdio: 'pipe' });
      const written = { output: '', errors: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (written.output += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (written.errors += text));
      child.stdin.on('error', () => child.stdin.destroy());
      child.stdin.end(input);
      child.once('error', (cause) => {
        const why = signal.aborted ? `took longer than ${msMax / 1_000} s` : cause.message;
        reject(new EngineError(`${this.#program} ${words.slice(0, 3).join(' ')}: ${why}`, { cause }));
      });
      child.once('close', (code) => {
        resolve({ exitCode: code ?? 1, ...written });
      });
    });
  }

  /** What it printed. @throws EngineError with the last lines when it fails */
  async do(words: readonly string[], options: CallOptions = {}): Promise<string> {
    const { exitCode, output, errors } = await this.call(words, options);
    if (exitCode === 0) return output.trim();
    const said = (errors.trim() === '' ? output : errors).trim().split('\n').slice(-15).join('\n');
    throw new EngineError(`${this.#program} ${words.slice(0, 3).join(' ')} failed (exit code ${exitCode}):\n${said}`);
  }
}
