import { createHash } from 'node:crypto';
import type { JsonObject } from '@chappe/crypto';
import {
  AuthChains,
  changeState,
  EMPTY_STATE,
  type GraphEvent,
  type Membership,
  membershipOf,
  type NodeHash,
  type Pdu,
  roomVersionRules,
  type RoomVersionRules,
  selectAuthEvents,
  type StateChange,
  type StateNode,
} from '@chappe/events';

export const FOUNDER = '@founder:a.example';
const ROOM_ID = '!AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const SLICE = 5_000;

/** A new event of a branch. */
export interface NewEvent {
  readonly type: string;
  readonly sender: string;
  readonly stateKey: string;
  readonly content: JsonObject;
}

/** State after the events of one branch, written to in slices because that is what is not measured here. */
export class Branch {
  readonly #room: GeneratedRoom;
  readonly #slots: Map<string, string>;
  readonly #unwritten: StateChange[] = [];
  #root: NodeHash;

  constructor(room: GeneratedRoom, start: { readonly root: NodeHash; readonly slots: ReadonlyMap<string, string> }) {
    this.#room = room;
    this.#root = start.root;
    this.#slots = new Map(start.slots);
  }

  /** The root of the state map after all events so far. */
  get root(): NodeHash {
    const { root, created } = changeState(this.#root, this.#unwritten.splice(0), this.#room.nodes);
    for (const [hash, node] of created) this.#room.nodes.set(hash, node);
    this.#root = root;
    return root;
  }

  /** The event in a slot of the state. */
  at(type: string, stateKey: string): string | undefined {
    return this.#slots.get(slotKey(type, stateKey));
  }

  /** Adds a state event with the auth events that the specification selects from this branch's state. */
  add(event: NewEvent): GraphEvent {
    const authEvents = selectAuthEvents(event, this.#room.rules).flatMap(
      ({ type, stateKey }) => this.at(type, stateKey) ?? [],
    );
    const added = this.#room.put(event, authEvents);
    this.#slots.set(slotKey(event.type, event.stateKey), added.eventId);
    this.#unwritten.push({ slot: { type: event.type, stateKey: event.stateKey }, eventId: added.eventId });
    if (this.#unwritten.length >= SLICE) void this.root;
    return added;
  }

  member(sender: string, target: string, membership: string): GraphEvent {
    return this.add({ type: 'm.room.member', sender, stateKey: target, content: { membership } });
  }

  membershipOf(userId: string): Membership {
    const eventId = this.at('m.room.member', userId);
    return membershipOf(eventId === undefined ? undefined : this.#room.events.get(eventId)?.pdu);
  }

  /** Power levels content with these users, and with the founder where the room version wants that. */
  levels(users: JsonObject): JsonObject {
    return { users: this.#room.rules.creatorsHaveInfinitePower ? users : { [FOUNDER]: 100, ...users } };
  }

  fork(): Branch {
    return new Branch(this.#room, { root: this.root, slots: this.#slots });
  }
}

/**
 * A public room with a founder and members, grown without signatures: resolution and authorisation look at none.
 * Everything follows from the numbers handed in, nothing from chance.
 */
export class GeneratedRoom {
  readonly nodes = new Map<NodeHash, StateNode>();
  readonly events = new Map<string, GraphEvent>();
  readonly authChains = new AuthChains();
  readonly rules: RoomVersionRules;
  readonly trunk: Branch;
  /** The room before it had members. */
  readonly foundation: Branch;
  #count = 0;

  constructor(version: string, members: number) {
    const rules = roomVersionRules(version);
    if (rules === undefined) throw new RangeError(`no room version ${version}`);
    this.rules = rules;
    this.trunk = new Branch(this, { root: EMPTY_STATE, slots: new Map() });
    this.#found();
    this.foundation = this.trunk.fork();
    for (let n = 1; n < members; n += 1) this.trunk.member(memberId(n), memberId(n), 'join');
  }

  /** Puts an event into the graph. */
  put(event: NewEvent, authEvents: string[]): GraphEvent {
    const isCreate = event.type === 'm.room.create';
    this.#count += 1;
    const eventId = this.#idOf(isCreate);
    const pdu: Pdu = {
      auth_events: authEvents,
      content: event.content,
      depth: this.#count,
      hashes: { sha256: '' },
      origin_server_ts: 1_700_000_000_000 + this.#count,
      prev_events: isCreate ? [] : [`$${'B'.repeat(43)}`],
      ...(!(isCreate && this.rules.roomIdIsCreateEventId) && { room_id: ROOM_ID }),
      sender: event.sender,
      signatures: {},
      state_key: event.stateKey,
      type: event.type,
    };
    const added = { eventId, pdu, rejected: false };
    this.events.set(eventId, added);
    this.authChains.add(eventId, authEvents);
    return added;
  }

  #idOf(isCreate: boolean): string {
    if (isCreate) return `$${ROOM_ID.slice(1)}`;
    return `$${createHash('sha256').update(String(this.#count)).digest('base64url')}`;
  }

  #found(): void {
    const state = (type: string, content: JsonObject) =>
      this.trunk.add({ type, sender: FOUNDER, stateKey: '', content });
    const creator: JsonObject = this.rules.creators === 'content_creator' ? { creator: FOUNDER } : {};
    state('m.room.create', { room_version: this.rules.version, ...creator });
    this.trunk.member(FOUNDER, FOUNDER, 'join');
    state('m.room.power_levels', this.trunk.levels({}));
    state('m.room.join_rules', { join_rule: 'public' });
    state('m.room.history_visibility', { history_visibility: 'shared' });
    state('m.room.name', { name: 'Ministry' });
    state('m.room.topic', { topic: 'Everybody' });
  }
}

/** The user ID of the n-th member. */
export function memberId(n: number): string {
  return `@prenom.nom-agent-${n}:ministry-${n % 20}.example`;
}

function slotKey(type: string, stateKey: string): string {
  return `${type} ${stateKey}`;
}
