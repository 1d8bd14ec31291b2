import { buildEvent, serverNameOf, type NodeHash, type UserId } from '@chappe/events';
import { admitEvent } from './admit-event.js';
import { draftEvent } from './draft-event.js';
import type { SendRequest } from './send-event.js';
import type { ServerContext } from './server-context.js';
import type { NewEvent } from './store-event.js';
import { ask, type Task } from './task.js';

/** An invite with the signature of the invited user's server. */
export interface SignedInvite {
  readonly event: NewEvent;
  readonly before: NodeHash;
}

/** Has an invite signed by the server of the invited user, which is not in the room; nothing when it does not. */
export function* signedInvite(server: ServerContext, { wish }: SendRequest): Task<SignedInvite | undefined> {
  const { template, before } = yield* draftEvent(server, wish);
  const built = buildEvent(template, server.signer);
  const destination = serverNameOf((wish.stateKey ?? '') as UserId);
  const answer = yield* ask<'invite'>(destination, { kind: 'invite', event: built.json });
  const event = answer && admitEvent(server, answer.event);
  return event?.eventId === built.eventId ? { event, before } : undefined;
}
