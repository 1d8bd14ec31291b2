import type { World } from '../world/world.js';
import type { Task, Wait } from './task.js';

/** Runs the tasks of a server between two crashes. After a stop, no task goes on. */
export class TaskRunner {
  #isStopped = false;

  /** @param isCrashing asked at every wait; true ends the whole server there */
  constructor(
    private readonly name: string,
    private readonly world: World,
    private readonly isCrashing: () => boolean,
  ) {}

  stop(): void {
    this.#isStopped = true;
  }

  run<T>(task: Task<T>, done: (value: T) => void = () => {}): void {
    this.#resume(task, done, undefined);
  }

  #resume<T>(task: Task<T>, done: (value: T) => void, value: unknown): void {
    if (this.#isStopped) return;
    const { done: isDone, value: result } = task.next(value);
    if (isDone) {
      done(result);
      return;
    }
    if (this.isCrashing()) return;
    this.#wait(result, (answer) => this.#resume(task, done, answer));
  }

  #wait(wait: Wait, callback: (answer?: unknown) => void): void {
    const { clock, network, random } = this.world;
    if (wait.kind === 'step') clock.after(random.between(0, 2), callback);
    else if (wait.kind === 'sleep') clock.after(wait.durationMs, callback);
    else network.ask({ from: this.name, to: wait.destination, request: wait.request }, callback);
  }
}
