/** A task that is started again and again, but never while it still runs: who comes meanwhile waits for that run. */
export class OneAtATime<T = void> {
  #running: Promise<T> | undefined;

  constructor(private readonly task: () => Promise<T>) {}

  /** Starts the task later in this turn of the event loop, unless it runs; settles as it does. */
  run(): Promise<T> {
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Resolves when the task does not run, however it ended. */
  async idle(): Promise<void> {
    await this.#running?.catch(() => undefined); // whoever started it is told
  }

  async #run(): Promise<T> {
    await Promise.resolve(); // a task that asks for itself, or throws at once, finds itself running
    try {
      return await this.task();
    } finally {
      this.#running = undefined;
    }
  }
}
