import { Lane, type LaneOptions } from './lane.js';

/** A {@link Lane} for each key: tasks of one key take turns, and no key waits for another. Idle keys cost nothing. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();

  constructor(private readonly options: Omit<LaneOptions, 'onIdle'>) {}

  /** Keys that have tasks. */
  get size(): number {
    return this.#lanes.size;
  }

  /** As {@link Lane.run} among the tasks of the key. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    return (this.#lanes.get(key) ?? this.#open(key)).run(task);
  }

  #open(key: string): Lane {
    const lane = new Lane({ ...this.options, onIdle: () => this.#lanes.delete(key) });
    this.#lanes.set(key, lane);
    return lane;
  }
}
