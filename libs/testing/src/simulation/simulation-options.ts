import type { RoomVersionRules } from '@chappe/events';
import type { DurableStore } from './server/durable-store.js';
import type { Protocol } from './server/protocol.js';

/** How a simulation differs from what its seed says. */
export interface SimulationOptions {
  /** Keeps every line of the trace. */
  readonly wholeTrace?: boolean;
  readonly rules?: RoomVersionRules;
  /** Decisions that one server makes otherwise: a defect that the checker must find. */
  readonly protocolOf?: (serverIndex: number) => Partial<Protocol>;
  /** A store that loses or invents something. */
  readonly storeOf?: (serverIndex: number) => DurableStore;
}
