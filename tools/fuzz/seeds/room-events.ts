import { encodeBase64, type JsonObject, signJson } from '@chappe/crypto';
import {
  buildEvent,
  type EventId,
  eventIdOf,
  type EventTemplate,
  graphEdge,
  type Pdu,
  ROOM_VERSIONS,
  type RoomId,
  type RoomVersionRules,
  selectAuthEvents,
  type ServerName,
} from '@chappe/events';
import { signingKeys } from './signing-keys.ts';

/** A valid event of a small room. */
export interface RoomEvent {
  readonly rules: RoomVersionRules;
  readonly eventId: string;
  readonly pdu: Pdu;
  /** Canonical JSON. */
  readonly text: string;
  /** The events of the state that authorise it. */
  readonly authEvents: readonly RoomEvent[];
}

export const ALICE = '@alice:a.example';
export const BOB = '@bob:b.example';
export const CAROL = '@carol:c.example';

interface Step {
  readonly type: string;
  readonly sender: string;
  readonly stateKey?: string;
  readonly content: JsonObject;
}

/** Valid events of every kind that the rules know, in every room version: about 20 of each, in order. */
export function roomEvents(): RoomEvent[] {
  return ROOM_VERSIONS.flatMap((rules) => {
    const room = new SeedRoom(rules);
    return story(rules).map((step) => room.send(step));
  });
}

class SeedRoom {
  readonly #rules: RoomVersionRules;
  readonly #state = new Map<string, RoomEvent>();
  #roomId: RoomId | undefined;
  #last: RoomEvent | undefined;
  #depth = 0;

  constructor(rules: RoomVersionRules) {
    this.#rules = rules;
    if (!rules.roomIdIsCreateEventId) this.#roomId = '!room:a.example' as RoomId;
  }

  send(step: Step): RoomEvent {
    const serverName = step.sender.slice(step.sender.indexOf(':') + 1) as ServerName;
    const key = signingKeys.get(serverName);
    if (key === undefined) throw new Error(`${serverName} has no key`);
    const slots = selectAuthEvents(step, this.#rules);
    const authEvents = slots.flatMap(({ type, stateKey }) => this.#state.get(`${type} ${stateKey}`) ?? []);
    const template = this.#template(step, serverName, authEvents);
    const { eventId, roomId, pdu, json: text } = buildEvent(template, { serverName, key, rules: this.#rules });
    this.#roomId ??= roomId;
    const event = { rules: this.#rules, eventId, pdu, text, authEvents };
    if (step.stateKey !== undefined) this.#state.set(`${step.type} ${step.stateKey}`, event);
    this.#last = event;
    return event;
  }

  #template(step: Step, serverName: string, authEvents: readonly RoomEvent[]): EventTemplate {
    this.#depth += 1;
    return {
      ...step,
      ...(this.#rules.eventIds === 'member' && { eventId: `$event${this.#depth}:${serverName}` as EventId }),
      ...(this.#roomId !== undefined && { roomId: this.#roomId }),
      originServerTs: 1_700_000_000_000 + this.#depth,
      depth: this.#depth,
      prevEvents: this.#last === undefined ? [] : [this.#edge(this.#last)],
      authEvents: authEvents.map((event) => this.#edge(event)),
      ...(step.type === 'm.room.redaction' && this.#last !== undefined && { redacts: this.#last.eventId as EventId }),
    };
  }

  #edge({ pdu }: RoomEvent) {
    return graphEdge(eventIdOf(pdu, this.#rules), pdu, this.#rules);
  }
}

function story(rules: RoomVersionRules): Step[] {
  const creator: JsonObject = rules.creators === 'content_creator' ? { creator: ALICE } : {};
  const { roomIdIsCreateEventId: isLate, stringPowerLevels: isLoose } = rules;
  const users = { ...(!isLate && { [ALICE]: 100 }), [BOB]: isLoose ? '50' : 50 };
  const levels = { users, events: { 'm.room.name': 50 }, ban: 50, kick: 50, invite: 0, notifications: { room: 20 } };
  return [
    { type: 'm.room.create', sender: ALICE, stateKey: '', content: { room_version: rules.version, ...creator } },
    member(ALICE, ALICE, { membership: 'join', displayname: 'Al\u{1f600}ce' }),
    { type: 'm.room.power_levels', sender: ALICE, stateKey: '', content: levels },
    { type: 'm.room.join_rules', sender: ALICE, stateKey: '', content: { join_rule: 'public' } },
    { type: 'm.room.history_visibility', sender: ALICE, stateKey: '', content: { history_visibility: 'shared' } },
    { type: 'm.room.aliases', sender: ALICE, stateKey: 'a.example', content: { aliases: ['#room:a.example'] } },
    member(BOB, BOB, { membership: 'join' }),
    { type: 'm.room.message', sender: BOB, content: { body: 'Hello \u2028 "you"', msgtype: 'm.text' } },
    { type: 'm.room.redaction', sender: BOB, content: { reason: 'a slip' } },
    member(ALICE, CAROL, { membership: 'invite' }),
    member(CAROL, CAROL, { membership: 'leave' }),
    { type: 'm.room.third_party_invite', sender: ALICE, stateKey: 'token', content: thirdPartyInvite() },
    member(ALICE, CAROL, { membership: 'invite', third_party_invite: { display_name: 'c', signed: signedInvite() } }),
    member(CAROL, CAROL, { membership: 'join' }),
    member(BOB, CAROL, { membership: 'leave', reason: 'kicked' }),
    { type: 'm.room.join_rules', sender: ALICE, stateKey: '', content: { join_rule: 'knock' } },
    member(CAROL, CAROL, { membership: 'knock' }),
    { type: 'm.room.join_rules', sender: ALICE, stateKey: '', content: restricted(rules) },
    member(CAROL, CAROL, { membership: 'join', join_authorised_via_users_server: ALICE }),
    member(BOB, CAROL, { membership: 'ban' }),
    { type: 'm.room.power_levels', sender: BOB, stateKey: '', content: { ...levels, users_default: 10 } },
    {
      type: 'm.room.name',
      sender: BOB,
      stateKey: '',
      content: { name: 'Name', 9: 1, 10: { '\ue000': 1, '\u{10000}': 2 } },
    },
  ];
}

function member(sender: string, stateKey: string, content: JsonObject): Step {
  return { type: 'm.room.member', sender, stateKey, content };
}

function restricted(rules: RoomVersionRules): JsonObject {
  const rule = rules.restrictedJoinRules.at(-1) ?? 'invite';
  return { join_rule: rule, allow: [{ type: 'm.room_membership', room_id: '!other:a.example' }] };
}

function thirdPartyInvite(): JsonObject {
  const publicKey = encodeBase64(signingKeys.get('c.example')?.publicKey ?? new Uint8Array());
  return {
    display_name: 'c',
    key_validity_url: 'https://c.example',
    public_key: publicKey,
    public_keys: [{ public_key: publicKey }],
  };
}

function signedInvite(): JsonObject {
  const key = signingKeys.get('c.example');
  return key === undefined ? {} : signJson({ mxid: CAROL, token: 'token' }, 'c.example', key);
}
