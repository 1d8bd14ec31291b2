import type { Membership } from '@chappe/events';
import type { EventWish } from './draft-event.js';

/** What a user asks the own server for. */
export type UserWish =
  | ({ readonly kind: 'send' } & EventWish)
  /** An invite of a user whose server is not in the room. */
  | ({ readonly kind: 'remoteInvite' } & EventWish)
  | {
      readonly kind: 'membership';
      readonly userId: string;
      readonly membership: Membership;
      /** A server in the room, when the user's own is not. */
      readonly resident?: string;
    };
