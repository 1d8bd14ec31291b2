import { type ChildProcess, spawn } from 'node:child_process';
import { REPOSITORY } from './build-programs.js';
import { endWithUs } from './end-with-us.js';

/** Above what a program promises: 5 seconds. */
const STOP_MS_MAX = 8_000;
const OUTPUT_CHARACTERS_MAX = 1_000_000;
const POLL_MS = 25;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Program {
  /** What Node runs: file and arguments. */
  readonly words: readonly string[];
  /** The whole environment: our own holds settings that a program may refuse. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * Whether it stands in a process group of its own: then Ctrl-C reaches us only, and it is us who end it, also when we
   * are killed.
   */
  readonly isOurs?: boolean;
  /** Called with what it writes, in pieces. */
  readonly onOutput?: (text: string) => void;
  /** Called whenever it has ended. */
  readonly onExit?: (exit: Exit) => void;
}

/** A program of this repository in a process of its own, which may be ended and started again. */
export class SpawnedProgram {
  #child: ChildProcess | undefined;
  #exit: Promise<Exit> = Promise.resolve({ code: 0, signal: null });
  #output = '';

  constructor(private readonly program: Program) {}

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Standard output and error since the first start, from the first to the last process; the newest part of it. */
  get output(): string {
    return this.#output;
  }

  /** The log entries at level error or above since the first start: what an operator would be woken for. */
  get errors(): readonly string[] {
    return this.#output.split('\n').filter((line) => /^\{"level":("error"|"fatal"|50|60)/.test(line));
  }

  /** Starts the process without waiting for it. */
  spawn(): void {
    const { words, environment, onExit, isOurs = false } = this.program;
    const child = spawn(process.execPath, words, {
      cwd: REPOSITORY,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: isOurs,
    });
    const release = isOurs && child.pid !== undefined ? endWithUs(child.pid, 'KILL') : undefined;
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    this.#child = child;
    this.#exit = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        release?.();
        if (this.#child === child) this.#child = undefined;
        resolve({ code, signal });
        onExit?.({ code, signal });
      });
    });
  }

  /**
   * Waits until a started process answers.
   * @throws when it ends before that or takes too long, with what it wrote
   */
  async until(answers: () => Promise<boolean>, withinMs: number): Promise<void> {
    const untilMs = Date.now() + withinMs;
    while (this.#child !== undefined && Date.now() < untilMs) {
      if (await answers()) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    if (this.#child !== undefined) await this.kill();
    throw new Error(`the program did not start:\n${this.#output.slice(-4_000)}`);
  }

  /** Sends SIGTERM and waits. @returns how the process ended */
  async stop(withinMs = STOP_MS_MAX): Promise<Exit> {
    this.signal('SIGTERM');
    const exit = await Promise.race([this.exit(), after(withinMs)]);
    if (exit) return exit;
    await this.kill();
    throw new Error(`the program did not stop within ${withinMs} ms:\n${this.#output.slice(-4_000)}`);
  }

  /** Sends SIGKILL and waits until the process is gone. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exit();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** When the running process ends, and how. */
  exit(): Promise<Exit> {
    return this.#exit;
  }

  #hear(text: string): void {
    this.#output = (this.#output + text).slice(-OUTPUT_CHARACTERS_MAX);
    this.program.onOutput?.(text);
  }
}

async function after(durationMs: number): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, durationMs).unref());
  return undefined;
}
