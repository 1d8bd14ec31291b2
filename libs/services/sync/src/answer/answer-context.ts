import type { SyncToken } from '@chappe/contracts';
import type { DeviceView } from '../views/users/device-view.js';
import type { UserView } from '../views/users/user-view.js';
import type { Views } from '../views/views.js';
import type { MemberMemory } from './member-memory.js';
import type { SyncFilter } from './sync-filter.js';

/** What a client asked for, checked. */
export interface AnswerRequest {
  readonly userId: string;
  readonly deviceId: string;
  /** Undefined: an initial sync. */
  readonly since: SyncToken | undefined;
  readonly filter: SyncFilter;
  /** All state of joined rooms, whatever `since` says. */
  readonly fullState: boolean;
  /** Names under which the state at the end of the timeline is given; none: `state`, at its start. */
  readonly stateAfterNames: readonly string[];
}

/** Up to where an answer goes; everything in it is as of these positions. */
export interface AnswerTarget {
  readonly room: readonly number[];
  readonly user: number;
  readonly typing: number;
}

/** What the parts of one answer share. */
export interface AnswerContext {
  readonly request: AnswerRequest;
  readonly views: Views;
  readonly user: UserView;
  readonly device: DeviceView;
  readonly target: AnswerTarget;
  readonly nowMs: number;
  /** Absent when members are not lazy-loaded or redundant ones are wanted. */
  readonly memory: MemberMemory | undefined;
  readonly signal: AbortSignal;
}

/** The serial number after which typing is news to the client; 0 when it comes from another replica. */
export function typingSince({ request, views }: Pick<AnswerContext, 'request' | 'views'>): number {
  return request.since?.instance === views.ports.instance ? request.since.typing : 0;
}
