import type { Membership, RoomVersionRules } from '@chappe/events';
import type { RoomEvent } from '../../views/rooms/room-event.js';

/** An event that is given to a client: its JSON, and what `unsigned` is made from. */
export type GivenEvent = Readonly<
  Pick<
    RoomEvent,
    | 'eventId'
    | 'type'
    | 'position'
    | 'erasedAt'
    | 'sender'
    | 'stateKey'
    | 'membership'
    | 'originServerTs'
    | 'txnId'
    | 'txnDeviceId'
    | 'replaced'
    | 'redaction'
    | 'prefix'
  > & {
    readonly previous: Pick<RoomEvent, 'position'> | undefined;
    /** It is a redacted copy by these rules. */
    readonly redactedBy?: RoomVersionRules;
  }
>;

/** An event of a timeline. */
export interface TimelineEvent {
  readonly event: GivenEvent;
  /** Of the user at the event. */
  readonly membership: Membership;
  /** History was open at the event. */
  readonly isOpen: boolean;
}
