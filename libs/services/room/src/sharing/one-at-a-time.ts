/** A task that is started again and again, but never while it still runs. */
export class OneAtATime {
  #running: Promise<void> | undefined;

  /** @param task does not reject */
  constructor(private readonly task: () => Promise<void>) {}

  /** Starts the task, unless it runs; resolves when it has ended. */
  run(): Promise<void> {
    this.#running ??= this.task().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Resolves when the task does not run. */
  async idle(): Promise<void> {
    await this.#running;
  }
}
