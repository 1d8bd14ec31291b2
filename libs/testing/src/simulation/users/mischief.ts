import {
  authEventIdsOf,
  buildEvent,
  prevEventIdsOf,
  serverNameOf,
  toSafeInteger,
  type EventId,
  type NodeHash,
  type RoomId,
  type UserId,
} from '@chappe/events';
import { edgeTo, selectFrom, type EventWish } from '../server/draft-event.js';
import { missingEvents } from '../server/graph-walks.js';
import { ruleAgainst } from '../server/judge-event.js';
import { isVisible } from '../server/references.js';
import { viewRoom } from '../server/room-view.js';
import { roomOf } from '../server/server-context.js';
import type { SimulatedServer } from '../server/simulated-server.js';
import { isPlaced, type PlacedEvent, type StoredEvent } from '../server/stored-event.js';
import type { Task } from '../server/task.js';
import type { FederationAnswer, FederationRequest } from '../world/federation.js';
import type { NetworkNode } from '../world/network.js';
import type { World } from '../world/world.js';

/** Where a crafted event stands, and by what it claims to be allowed. */
interface Footing {
  readonly prevEvents: readonly StoredEvent[];
  /** The state from which its auth events are taken. */
  readonly authState: NodeHash;
  /** The state that counts as the one before it. */
  readonly before: NodeHash;
}

/** How many wishes are tried until one was allowed once and is not now. */
const TRIES_MAX = 10;

type Trick = (mischief: Mischief) => Task<void>;

/** A server that follows the protocol except when it does not: it crafts events and sends them past its own checks. */
export class Mischief implements NetworkNode {
  /** Crafted events: they are no part of the server's own room, and served when asked for or not. */
  readonly #crafted = new Map<string, StoredEvent>();
  #count = 0;

  constructor(
    private readonly world: World,
    readonly server: SimulatedServer,
    readonly userIds: readonly string[],
  ) {
    world.network.connect(server.name, this);
  }

  receive(request: FederationRequest, from: string, answer: (answer: FederationAnswer) => void): void {
    if (!this.#isAboutCrafted(request)) return this.server.receive(request, from, answer);
    if (this.world.random.chance(40)) return answer(undefined);
    const events = new Map([...this.server.store.events, ...this.#crafted]);
    if (request.kind === 'getMissingEvents') answer({ events: missingEvents(events, request).map(({ json }) => json) });
    else if (request.kind === 'events') {
      answer({ events: request.eventIds.flatMap((eventId) => events.get(eventId)?.json ?? []) });
    } else answer(undefined);
  }

  /** Does one thing that no honest server does. */
  act(): void {
    const view = viewRoom(this.server);
    if (!this.server.isUp || view === undefined) return;
    const [name, trick] = this.world.random.oneOf(TRICKS) ?? TRICKS[0]!;
    this.world.trace.note(`mischief: ${name}`, this.server.name);
    this.server.memory.runner.run(trick(this));
  }

  /** Sends texts in a transaction of their own to all servers, or to some. */
  send(texts: readonly string[], isToSome = this.world.random.chance(30)): void {
    const view = viewRoom(this.server);
    for (const to of view?.servers ?? []) {
      if (to === this.server.name || (isToSome && this.world.random.chance(50))) continue;
      this.#count += 1;
      const request: FederationRequest = { kind: 'send', txnId: `mischief ${this.#count}`, pdus: texts };
      this.world.network.ask({ from: this.server.name, to, request }, () => {});
    }
  }

  /** A signed event on a footing that may not carry it. */
  *craft(wish: EventWish, footing: Footing): Task<StoredEvent> {
    const { server, world } = this;
    const { redacts, ...event } = wish;
    const authEvents = yield* selectFrom(server, event, footing.authState);
    const built = buildEvent(
      {
        ...event,
        ...(redacts !== undefined && { redacts: redacts as EventId }),
        roomId: roomOf(server).roomId as RoomId,
        originServerTs: server.nowMs() - world.random.between(0, 50_000),
        depth: Math.max(0, ...footing.prevEvents.map(({ pdu }) => toSafeInteger(pdu.depth))) + 1,
        prevEvents: footing.prevEvents.map((prevEvent) => edgeTo(server, prevEvent)),
        authEvents: authEvents.map((authEvent) => edgeTo(server, authEvent)),
        ...(world.rules.eventIds === 'member' && { eventId: server.newEventId() as EventId }),
      },
      server.signer,
    );
    const { eventId, pdu, json } = built;
    const states = { before: footing.before, after: footing.before };
    const crafted = { eventId, pdu, json, rejectedByAuthEvents: false, softFailed: false, states };
    this.#crafted.set(eventId, crafted);
    return crafted;
  }

  /** On the newest events, as an honest server would. */
  nowFooting(): Footing {
    const { forwardExtremities, currentState } = roomOf(this.server);
    const prevEvents = forwardExtremities.flatMap((eventId) => this.server.store.events.get(eventId) ?? []);
    return { prevEvents: prevEvents.slice(-20), authState: currentState, before: currentState };
  }

  /** After one of the last so many events. */
  pastFooting(eventsMax = 25): Footing {
    const placed = [...this.server.store.events.values()].filter((event): event is PlacedEvent => {
      return isPlaced(event) && isVisible(event);
    });
    const past = this.world.random.oneOf(placed.slice(-eventsMax));
    if (past === undefined) return this.nowFooting();
    return { prevEvents: [past], authState: past.states.after, before: past.states.after };
  }

  /** Something that one of its users might want, whether in the room or not. */
  wish(): EventWish {
    const { random } = this.world;
    const sender = random.oneOf(this.userIds) ?? '';
    const value = random.between(1, 99);
    const target = random.oneOf([...(viewRoom(this.server)?.members.keys() ?? [])]) ?? sender;
    const membership = random.oneOf(['ban', 'leave', 'invite']) ?? 'ban';
    const wishes: EventWish[] = [
      { type: 'm.room.message', sender, content: { body: `crafted ${value}` } },
      { type: 'm.room.topic', stateKey: '', sender, content: { topic: `crafted ${value}` } },
      { type: 'm.room.member', stateKey: sender, sender, content: { membership: 'join' } },
      { type: 'm.room.member', stateKey: target, sender, content: { membership } },
      { type: 'm.room.power_levels', stateKey: '', sender, content: { users: { [sender]: 100 }, ban: value } },
      { type: 'm.room.join_rules', stateKey: '', sender, content: { join_rule: 'public' } },
    ];
    return random.oneOf(wishes) ?? wishes[0]!;
  }

  #isAboutCrafted(request: FederationRequest): boolean {
    if (request.kind === 'getMissingEvents') return request.latest.some((eventId) => this.#crafted.has(eventId));
    if (request.kind === 'events') return request.eventIds.some((eventId) => this.#crafted.has(eventId));
    return request.kind === 'stateIds' && this.#crafted.has(request.eventId);
  }
}

const TRICKS: readonly (readonly [name: string, trick: Trick])[] = [
  ['bad hash', badHash],
  ['bad signature', badSignature],
  ['forged sender', forgedSender],
  ['junk', junk],
  ['fork', fork],
  ['fork', fork],
  ['not allowed', notAllowed],
  ['old auth events', oldAuthEvents],
  ['withheld', withheld],
  ['on a rejected event', onRejected],
];

function* badHash(mischief: Mischief): Task<void> {
  const { json } = yield* mischief.craft(mischief.wish(), mischief.nowFooting());
  mischief.send([json.replace('"content":{', '"content":{"added":1,')], false);
}

function* badSignature(mischief: Mischief): Task<void> {
  const { json } = yield* mischief.craft(mischief.wish(), mischief.nowFooting());
  mischief.send([json.replace(/"ed25519:1":"./, '"ed25519:1":"_')]);
}

function* forgedSender(mischief: Mischief): Task<void> {
  const members = [...(viewRoom(mischief.server)?.members.keys() ?? [])];
  const sender = members.find((userId) => serverNameOf(userId as UserId) !== mischief.server.name);
  if (sender === undefined) return;
  const { json } = yield* mischief.craft({ ...mischief.wish(), sender }, mischief.nowFooting());
  mischief.send([json]);
}

// eslint-disable-next-line require-yield
function* junk(mischief: Mischief): Task<void> {
  mischief.send(['{', '[]', '{"room_id":5}', '{"type":"m.room.message","prev_events":[[]]}']);
}

function* fork(mischief: Mischief): Task<void> {
  const { json } = yield* mischief.craft(mischief.wish(), mischief.pastFooting());
  mischief.send([json]);
}

function* notAllowed(mischief: Mischief): Task<void> {
  const { json } = yield* mischief.craft(mischief.wish(), mischief.nowFooting());
  mischief.send([json]);
}

/** Auth events that allowed it once, after newer events in whose state it is not allowed. */
function* oldAuthEvents(mischief: Mischief): Task<void> {
  const { server } = mischief;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const { authState } = mischief.pastFooting(Infinity);
    const footing = { ...mischief.nowFooting(), authState };
    const { pdu, json } = yield* mischief.craft(mischief.wish(), footing);
    const isRefusedNow = (yield* ruleAgainst(server, pdu, footing.before)) !== undefined;
    if (!isRefusedNow || (yield* ruleAgainst(server, pdu, authState)) !== undefined) continue;
    return mischief.send([json]);
  }
}

function* withheld(mischief: Mischief): Task<void> {
  const footing = mischief.nowFooting();
  const first = yield* mischief.craft(mischief.wish(), footing);
  const second = yield* mischief.craft(mischief.wish(), { ...footing, prevEvents: [first] });
  if (authEventIdsOf(second.pdu).includes(first.eventId) || prevEventIdsOf(second.pdu).length !== 1) return;
  mischief.send([second.json], false);
}

function* onRejected(mischief: Mischief): Task<void> {
  const footing = mischief.nowFooting();
  const first = yield* mischief.craft(mischief.wish(), { ...mischief.pastFooting(), prevEvents: footing.prevEvents });
  const second = yield* mischief.craft(mischief.wish(), { ...footing, prevEvents: [first] });
  mischief.send([first.json, second.json]);
}
