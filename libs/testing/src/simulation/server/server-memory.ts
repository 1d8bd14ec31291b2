import { AuthChains, type NodeHash, type StateNode } from '@chappe/events';
import { RoomLane } from './room-lane.js';
import type { StoredEvent } from './stored-event.js';
import type { TaskRunner } from './task-runner.js';

/** What a server holds in memory and loses in a crash: caches of its store, and work under way. */
export class ServerMemory {
  readonly nodes = new Map<NodeHash, StateNode>();
  /** Nodes of states that no commit has written yet. */
  readonly unsavedNodes = new Map<NodeHash, StateNode>();
  readonly events = new Map<string, StoredEvent>();
  readonly authChains = new AuthChains();
  /** Roots of resolved states by the roots that they were resolved from. */
  readonly resolutions = new Map<string, NodeHash>();
  /** Servers with joined users, by the root of a state. */
  readonly serversIn = new Map<NodeHash, readonly string[]>();
  readonly lane: RoomLane;
  /** Destinations to which a transaction is under way. */
  readonly sendingTo = new Set<string>();

  constructor(readonly runner: TaskRunner) {
    this.lane = new RoomLane(runner);
  }
}
