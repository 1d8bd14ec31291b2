import type { KeyCounts, Receipt, SyncToken, ToDeviceMessage } from '@chappe/contracts';
import type { AccountDatum } from '../views/users/account-data.js';
import type { DeviceListChanges } from './device-lists/device-list-changes.js';
import type { GivenEvent, TimelineEvent } from './rooms/given-event.js';
import type { RoomSummary } from './rooms/room-summary.js';
import type { UnsignedAccess } from './rooms/unsigned-access.js';

/** What changed for a device besides its rooms. */
export interface SyncDelta {
  /** Where the next selection begins. */
  readonly nextBatch: SyncToken;
  readonly accountData: readonly AccountDatum[];
  readonly toDevice: readonly ToDeviceMessage[];
  /** Undefined for a device that knows nothing yet. */
  readonly deviceLists: DeviceListChanges | undefined;
  readonly keyCounts: KeyCounts;
  /** Nothing happened, in no room either: a client that can wait shall wait. */
  readonly isEmpty: boolean;
  /** Nothing up to the target is kept for the next selection. */
  readonly isComplete: boolean;
}

/** What changed in one room, as the user stands to it. */
export type RoomDelta = JoinedRoomDelta | LeftRoomDelta | StrippedRoomDelta;

/** A room whose events are given. */
export interface InsideRoomDelta {
  readonly roomId: string;
  readonly timeline: TimelineDelta;
  /** One event per slot, at the start or the end of the timeline as was asked. */
  readonly state: readonly GivenEvent[];
  readonly accountData: readonly AccountDatum[];
  /** What may stand in `unsigned` of these events. */
  readonly unsigned: UnsignedAccess;
}

export interface JoinedRoomDelta extends InsideRoomDelta {
  readonly kind: 'joined';
  /** Undefined: as the client knows it. */
  readonly summary: RoomSummary | undefined;
  readonly receipts: readonly Receipt[];
  /** Users typing now; undefined: as the client knows it. */
  readonly typing: readonly string[] | undefined;
}

/** A room that the user left or was banned from: all of it ends with the leave. */
export interface LeftRoomDelta extends InsideRoomDelta {
  readonly kind: 'left';
}

/** A room of which an outsider learns the stripped state. */
export interface StrippedRoomDelta {
  readonly kind: 'invited' | 'knocked';
  readonly roomId: string;
  readonly state: readonly GivenEvent[];
}

export interface TimelineDelta {
  /** Oldest first. */
  readonly events: readonly TimelineEvent[];
  /** There may be more events between these and what the client knows. */
  readonly limited: boolean;
  /** Token from which older events are read. */
  readonly prevBatch: string;
}

/** Writes what is selected in the form of one endpoint. */
export interface DeltaWriter {
  /**
   * Takes each room as soon as it is selected: its fragments may change later.
   * @returns how long what is written is, in characters
   */
  room(room: RoomDelta): number;
  /**
   * Takes the rest.
   * @param nextBatch `delta.nextBatch` as the client gets it
   * @returns the body
   */
  end(delta: SyncDelta, nextBatch: string): string;
}
