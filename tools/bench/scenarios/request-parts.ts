import type { BenchOptions, Group } from '../command-line.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import { claimGrowthScenarios, growthScenarios } from './growth-scenarios.ts';
import { keysScenarios } from './keys-scenarios.ts';
import { membersScenarios } from './members-scenarios.ts';
import { messagesScenarios } from './messages-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { stateScenarios } from './state-scenarios.ts';
import { toDeviceScenarios } from './to-device-scenarios.ts';
import { userDataScenarios } from './user-data-scenarios.ts';

/** Sets the scene of a group on a new server. */
export type Scene<S = MeasuredServer> = (server: S, options: BenchOptions) => Promise<Scenario[]>;

/** What is measured on a server of its own. */
export interface Part<S = MeasuredServer> {
  readonly group: Group;
  readonly title: string;
  readonly scene: Scene<S>;
  /** Of the server; default its own. */
  readonly partitionCount?: number;
}

/** What is the same for one process and for many. */
export const REQUEST_PARTS: readonly Part[] = [
  { group: 'keys', title: 'Keys of devices', scene: keysScenarios },
  { group: 'to-device', title: 'To-device messages', scene: toDeviceScenarios },
  { group: 'members', title: 'Members of rooms', scene: membersScenarios },
  { group: 'messages', title: 'Messages of the past', scene: messagesScenarios },
  { group: 'state', title: 'State of rooms', scene: stateScenarios },
  { group: 'user-data', title: 'Data of users', scene: userDataScenarios },
];

/** How costs grow, on one process. */
export const GROWTH_PARTS: readonly Part[] = [
  { group: 'grow', title: 'Growth with what is asked for', scene: growthScenarios },
  ...[1, 16, 64].map((partitionCount): Part => ({
    group: 'grow',
    title: `Growth with partitions: ${partitionCount}`,
    scene: claimGrowthScenarios(partitionCount),
    partitionCount,
  })),
];
