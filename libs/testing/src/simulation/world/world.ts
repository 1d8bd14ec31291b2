import type { KeyLookup, RoomVersionRules } from '@chappe/events';
import type { Network } from './network.js';
import type { SeededRandom } from './seeded-random.js';
import type { Trace } from './trace.js';
import type { VirtualClock } from './virtual-clock.js';

/** What all servers of a simulation share. */
export interface World {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly trace: Trace;
  readonly network: Network;
  readonly rules: RoomVersionRules;
  readonly keys: KeyLookup;
  /** Called whenever a server that lives has nothing to wait for but its next step; true crashes it there. */
  readonly crashes: { isDue(serverName: string): boolean };
  /** Names of servers through which the room can be joined, found as an alias would tell. */
  residents(): readonly string[];
}
