import type { StateSlot } from '../content/state-slot.js';
import { lookUpState } from '../state-map/look-up-state.js';
import type { NodeSource } from '../state-map/node-source.js';
import type { NodeHash } from '../state-map/state-node.js';
import type { Conflict } from './find-conflicts.js';
import { SlotMap } from './slot-map.js';

/** The unconflicted state map (rooms/v12#definitions), read where it is asked for. */
export class UnconflictedState {
  readonly #read = new SlotMap<string | undefined>();

  constructor(
    /** Any of the states. */
    private readonly root: NodeHash,
    private readonly conflicts: SlotMap<Conflict>,
    private readonly nodes: NodeSource,
  ) {}

  /** The event ID in a slot. Throws `MissingNodeError`. */
  get(slot: StateSlot): string | undefined {
    if (this.conflicts.has(slot)) return undefined;
    if (this.#read.has(slot)) return this.#read.get(slot);
    const eventId = lookUpState(this.root, slot, this.nodes);
    this.#read.set(slot, eventId);
    return eventId;
  }
}
