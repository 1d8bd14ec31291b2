import { ROOM_VERSIONS, type RoomVersionRules } from '@chappe/events';
import type { NetworkFaults } from './world/network.js';
import type { SeededRandom } from './world/seeded-random.js';

/** What a seed decides before anything happens. */
export interface Scenario {
  readonly rules: RoomVersionRules;
  readonly serverCount: number;
  readonly usersPerServer: number;
  /** How long users act. */
  readonly durationMs: number;
  readonly actionCount: number;
  readonly faults: NetworkFaults;
  readonly partitionCount: number;
  /** Chance of a crash at each wait of a server, in percent. */
  readonly crashPercent: number;
  readonly clockSkewMsMax: number;
  /** Whether the last server is hostile. */
  readonly isHostile: boolean;
}

/** Draws a scenario: mostly recent room versions, every kind of fault often absent, so that others show. */
export function drawScenario(random: SeededRandom): Scenario {
  const version = random.chance(60) ? random.between(10, 12) : random.between(1, 12);
  const isCalm = random.chance(20);
  return {
    rules: ROOM_VERSIONS[version - 1]!,
    serverCount: random.between(3, random.chance(25) ? 7 : 5),
    usersPerServer: random.between(1, 3),
    durationMs: 60_000,
    actionCount: random.between(40, 90),
    faults: {
      dropPercent: isCalm ? 0 : random.between(0, 25),
      repeatPercent: isCalm ? 0 : random.between(0, 20),
      delayMsMax: random.oneOf([20, 200, 2_000]) ?? 20,
    },
    partitionCount: random.between(0, 3),
    crashPercent: random.oneOf([0, 0.1, 0.5, 1]) ?? 0,
    clockSkewMsMax: random.oneOf([0, 100, 60_000]) ?? 0,
    isHostile: random.chance(40),
  };
}
