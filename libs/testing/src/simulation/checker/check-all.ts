import type { SimulatedServer } from '../server/simulated-server.js';
import type { Acknowledged } from '../users/client.js';
import type { Reader } from '../users/reader.js';
import { checkAcknowledged, checkQueues, checkReaders } from './check-delivery.js';
import { checkPair, pairsInRoom } from './check-groups.js';
import { checkRedactions } from './check-redactions.js';
import { checkStates, checkVerdicts } from './check-verdicts.js';
import type { Violation } from './violation.js';

/** What is left when a simulation has come to rest. */
export interface Outcome {
  readonly servers: readonly SimulatedServer[];
  readonly acknowledged: readonly Acknowledged[];
  readonly readers: readonly Reader[];
}

/** Everything that did not hold. */
export function checkAll({ servers, acknowledged, readers }: Outcome): Violation[] {
  return [
    ...checkReaders(readers),
    ...checkAcknowledged(acknowledged),
    ...checkQueues(servers),
    ...checkVerdicts(servers),
    ...servers.flatMap(checkStates),
    ...checkRedactions(servers),
    ...pairsInRoom(servers).flatMap(checkPair),
  ];
}
