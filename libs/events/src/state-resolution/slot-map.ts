import type { StateSlot } from '../content/state-slot.js';

/** A map from state slots to something. */
export class SlotMap<T> {
  readonly #byType = new Map<string, Map<string, T>>();

  get({ type, stateKey }: StateSlot): T | undefined {
    return this.#byType.get(type)?.get(stateKey);
  }

  has({ type, stateKey }: StateSlot): boolean {
    return this.#byType.get(type)?.has(stateKey) ?? false;
  }

  set(slot: StateSlot, value: T): void {
    let byStateKey = this.#byType.get(slot.type);
    if (byStateKey === undefined) {
      byStateKey = new Map();
      this.#byType.set(slot.type, byStateKey);
    }
    byStateKey.set(slot.stateKey, value);
  }

  *entries(): Generator<[slot: StateSlot, value: T]> {
    for (const [type, byStateKey] of this.#byType) {
      for (const [stateKey, value] of byStateKey) yield [{ type, stateKey }, value];
    }
  }

  *values(): Generator<T> {
    for (const byStateKey of this.#byType.values()) yield* byStateKey.values();
  }
}
