import type { Resolution } from './resolution.js';

/** Positions of events relative to a power levels event and those before it (rooms/v12#definitions). */
export class Mainline {
  /** By number of power levels events: the position of the events that name them. */
  readonly #positions = new Map<number, number>();

  /** `powerLevels` is P; without it no event has a finite position. Throws `MissingEventsError`. */
  constructor(
    powerLevels: number | undefined,
    private readonly resolution: Resolution,
  ) {
    let position = 0;
    for (let next = powerLevels; next !== undefined; next = this.#powerLevelsOf(next)) {
      this.#positions.set(next, position);
      position += 1;
    }
  }

  /** The mainline position of an event; infinite when none of its power levels is in the mainline. */
  positionOf(event: number): number {
    const passed: number[] = [];
    let next = this.#powerLevelsOf(event);
    while (next !== undefined && !this.#positions.has(next)) {
      passed.push(next);
      next = this.#powerLevelsOf(next);
    }
    const position = next === undefined ? Infinity : this.#positions.get(next)!;
    for (const powerLevels of passed) this.#positions.set(powerLevels, position);
    return position;
  }

  /** The power levels among the auth events of an event. */
  #powerLevelsOf(event: number): number | undefined {
    const { authChains } = this.resolution;
    for (let edge = authChains.edgesStart(event); edge < authChains.edgesEnd(event); edge += 1) {
      const slot = this.resolution.slotOf(authChains.authEventAt(edge));
      if (slot?.type === 'm.room.power_levels' && slot.stateKey === '') return authChains.authEventAt(edge);
    }
    return undefined;
  }
}
