import type { Task } from './task.js';
import type { TaskRunner } from './task-runner.js';

/** Everything that changes the room, one task after another. */
export class RoomLane {
  readonly #waiting: (() => void)[] = [];
  #isBusy = false;

  constructor(private readonly runner: TaskRunner) {}

  add<T>(task: Task<T>, done: (value: T) => void = () => {}): void {
    this.#waiting.push(() =>
      this.runner.run(task, (value) => {
        this.#isBusy = false;
        done(value);
        this.#startNext();
      }),
    );
    this.#startNext();
  }

  #startNext(): void {
    if (this.#isBusy) return;
    const start = this.#waiting.shift();
    if (start === undefined) return;
    this.#isBusy = true;
    start();
  }
}
