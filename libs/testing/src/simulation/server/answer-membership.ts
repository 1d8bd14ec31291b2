import {
  joinRuleOf,
  listState,
  membershipOf,
  powerLevels,
  prevEventIdsOf,
  serverNameOf,
  textOf,
  type EventTemplate,
  type Membership,
  type NodeHash,
  type UserId,
} from '@chappe/events';
import type { JsonObject } from '@chappe/crypto';
import type { FederationAnswer, FederationRequest } from '../world/federation.js';
import { admitEvent } from './admit-event.js';
import { draftEvent } from './draft-event.js';
import { federationJson } from './federation-json.js';
import { authChainIds } from './graph-walks.js';
import { loadAndRetry } from './load-and-retry.js';
import { resolveStates, serversIn, stateLookup } from './room-states.js';
import { keepOwn } from './send-event.js';
import type { ServerContext } from './server-context.js';
import { signEvent } from './sign-event.js';
import type { NewEvent } from './store-event.js';
import { isPlaced, type PlacedEvent } from './stored-event.js';
import type { Task } from './task.js';

type RequestOf<Kind> = Extract<FederationRequest, { kind: Kind }>;

/** make_join, make_knock and make_leave: a template for the membership of another server's user. */
export function* makeMembership(
  server: ServerContext,
  { userId, membership }: RequestOf<'makeMembership'>,
): Task<FederationAnswer> {
  const room = server.store.room;
  if (room === undefined || !(yield* serversIn(server, room.currentState)).includes(server.name)) return undefined;
  const content = yield* memberContent(server, userId, membership);
  const wish = { type: 'm.room.member', stateKey: userId, sender: userId, content };
  const { template } = yield* draftEvent(server, wish);
  return { template: template satisfies EventTemplate };
}

/** The content of a membership; a restricted join names a local user who may invite (rooms/v8#authorisation-rules). */
export function* memberContent(server: ServerContext, userId: string, membership: Membership): Task<JsonObject> {
  const authorising = membership === 'join' ? yield* authorisingUser(server, userId) : undefined;
  return { membership, ...(authorising !== undefined && { join_authorised_via_users_server: authorising }) };
}

function* authorisingUser(server: ServerContext, userId: string): Task<string | undefined> {
  const { memory, world, store } = server;
  const root = store.room?.currentState;
  if (root === undefined) return undefined;
  return yield* loadAndRetry(server, () => {
    const lookup = stateLookup(memory, root);
    const rule = joinRuleOf(lookup('m.room.join_rules', ''));
    const membership = membershipOf(lookup('m.room.member', userId));
    const isExpected = membership === 'join' || membership === 'invite';
    if (isExpected || !world.rules.restrictedJoinRules.includes(rule)) return undefined;
    const levels = powerLevels(lookup, world.rules);
    const members = [...listState(root, memory.nodes)].filter(({ slot }) => slot.type === 'm.room.member');
    return members
      .map(({ slot }) => slot.stateKey)
      .filter((member) => serverNameOf(member as UserId) === server.name)
      .sort()
      .find((member) => {
        return membershipOf(lookup('m.room.member', member)) === 'join' && levels.ofUser(member) >= levels.invite;
      });
  });
}

/** send_join, send_knock and send_leave: keeps and passes on the membership, and tells the room to one who joins. */
export function* answerMembership(
  server: ServerContext,
  { event: text }: RequestOf<'sendMembership'>,
  from: string,
): Task<FederationAnswer> {
  const { store } = server;
  if (store.room === undefined) return undefined;
  const event = admitEvent(server, cosigned(server, text));
  if (event === undefined || !isOwnMembership(event, from)) return undefined;
  if (!isPlaced(store.events.get(event.eventId)) && !(yield* keepForOther(server, event, from))) return undefined;
  const stored = store.events.get(event.eventId);
  return isPlaced(stored) ? yield* tellRoom(server, stored) : undefined;
}

/** The authorising user's server signs before anything is checked, as the signature is one of the required. */
function cosigned(server: ServerContext, text: string): string {
  if (!text.includes(`:${server.name}"`) || !text.includes('join_authorised_via_users_server')) return text;
  const pdu = JSON.parse(text) as NewEvent['pdu'];
  return signEvent({ eventId: '', pdu, json: text }, server.signer).json;
}

function isOwnMembership({ pdu }: NewEvent, from: string): boolean {
  const membership = textOf(pdu.content, 'membership') ?? '';
  const isSent = pdu.type === 'm.room.member' && ['join', 'knock', 'leave'].includes(membership);
  return isSent && pdu.sender === pdu.state_key && serverNameOf(pdu.sender as UserId) === from;
}

function* keepForOther(server: ServerContext, event: NewEvent, from: string): Task<boolean> {
  const prevEvents = prevEventIdsOf(event.pdu).map((eventId) => server.store.events.get(eventId));
  const roots: NodeHash[] = prevEvents.filter(isPlaced).map(({ states }) => states.after);
  if (roots.length < prevEvents.length) return false;
  const before = yield* resolveStates(server, roots);
  return (yield* keepOwn(server, { event, before, except: from })) !== 'refused';
}

function* tellRoom(server: ServerContext, event: PlacedEvent): Task<FederationAnswer> {
  const { store, memory, world } = server;
  const ids = yield* loadAndRetry(server, () =>
    [...listState(event.states.before, memory.nodes)].map((entry) => entry.eventId),
  );
  const textsOf = (eventIds: readonly string[]): string[] =>
    eventIds.flatMap((eventId) => {
      const known = store.events.get(eventId);
      return known === undefined ? [] : federationJson(known, world.rules);
    });
  return {
    event: event.json,
    state: textsOf(ids),
    authChain: textsOf(authChainIds(store.events, [...ids, event.eventId])),
  };
}
