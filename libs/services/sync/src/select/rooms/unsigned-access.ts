import type { RoomVersionRules } from '@chappe/events';
import { withoutReason, type AppliedRedaction } from '../../views/rooms/room-event.js';
import type { GivenEvent, TimelineEvent } from './given-event.js';

/** Who asks, and since when. */
export interface UnsignedScope {
  readonly userId: string;
  readonly deviceId: string;
  /** Since when the user has been in the room without break, as far as known. */
  readonly joinedAt: number;
  /** The redactions that the user may see, where these may not be all. */
  readonly redactions?: { readonly seen: ReadonlySet<string>; readonly rules: RoomVersionRules };
}

/** What `unsigned` of the events of one room may tell one device (Client-Server API, `UnsignedData`). */
export class UnsignedAccess {
  constructor(private readonly scope: UnsignedScope) {}

  /** The client transaction ID is for the device that sent the event; empty for all others. */
  txnIdFor(event: GivenEvent): string {
    const isOwn = event.txnDeviceId === this.scope.deviceId && event.sender === this.scope.userId;
    return isOwn ? event.txnId : '';
  }

  /** `prev_content` needs permission to see the previous event; `replaces_state` does not. */
  showsPrevious({ event, isOpen }: TimelineEvent): boolean {
    if (isOpen || this.showsPreviousOfState(event)) return true;
    return event.previous !== undefined && event.previous.position >= this.scope.joinedAt;
  }

  /** What an event of the state replaced is named but, unless it is the user's own, not shown. */
  showsPreviousOfState(event: GivenEvent): boolean {
    return event.membership !== undefined && event.stateKey === this.scope.userId;
  }

  /** What redacted an event, without its reason for those who must not know it. */
  redactionOf({ redaction }: GivenEvent): AppliedRedaction | undefined {
    const { redactions } = this.scope;
    if (!redaction || !redactions || redactions.seen.has(redaction.eventId)) return redaction;
    return withoutReason(redaction, redactions.rules);
  }
}
