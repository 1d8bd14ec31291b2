import { isJsonObject, type JsonObject, type JsonValue, parseExactJson } from '@chappe/crypto';
import {
  AuthChains,
  changeState,
  EMPTY_STATE,
  type GraphEdge,
  type GraphEvent,
  type NodeHash,
  type Pdu,
  ROOM_VERSIONS,
  roomVersionRules,
  type RoomVersionRules,
  type StateNode,
} from '@chappe/events';
import { asPdu, checkResolution, type ResolutionCase, type RoomEvent, roomEvents } from '@chappe/events/fixtures';
import type { FuzzTarget } from '../fuzz-target.ts';
import { readJsonObject } from './read-json-object.ts';

const EVENTS_MAX = 300;
const STATES_MAX = 8;

/**
 * State resolution over junk graphs. An input names events, their auth events by number, and states by the numbers of
 * their events; `late` events are there only when they were asked for, `lost` ones never.
 */
export const stateResolution: FuzzTarget = {
  name: 'state-resolution',
  form: 'json',
  dictionary: ROOM_VERSIONS.map(({ version }) => version),
  seeds: () => {
    const events = roomEvents().filter(({ pdu }) => pdu.state_key !== undefined);
    return ROOM_VERSIONS.flatMap(({ version }) =>
      seedsOf(
        version,
        events.filter(({ rules }) => rules.version === version),
      ),
    );
  },
  run(input) {
    const graph = readGraph(input);
    if (graph === undefined) return 'no case';
    const verdict = checkResolution(graph);
    return `${graph.rules.version} ${verdict}`;
  },
};

class JunkGraph implements ResolutionCase {
  readonly rules: RoomVersionRules;
  readonly roots: NodeHash[] = [];
  readonly events = new Map<string, GraphEvent>();
  readonly late = new Set<string>();
  readonly lost = new Set<string>();
  readonly nodes = new Map<NodeHash, StateNode>();
  readonly authChains = new AuthChains();

  constructor(rules: RoomVersionRules) {
    this.rules = rules;
  }

  add(value: JsonValue, number: number): void {
    const pdu = asPdu(value);
    const eventId = `$${number}:a.example`;
    const members: JsonObject = isJsonObject(value) ? value : {};
    const auth = Array.isArray(members['auth']) ? members['auth'].filter((at) => isBelow(at, number)) : [];
    const authIds = auth.map((at) => `$${String(at)}:a.example`);
    const edges = authIds.map((id): GraphEdge => (this.rules.edgesWithHashes ? [id, { sha256: 'x' }] : id));
    const stateKey = pdu.state_key ?? '';
    const roomId = this.rules.roomIdIsCreateEventId ? '!0:a.example' : '!room:a.example';
    const placed = { ...pdu, event_id: eventId, room_id: roomId, state_key: stateKey, auth_events: edges } as Pdu;
    this.events.set(eventId, { eventId, pdu: placed, rejected: members['rejected'] === true });
    if (members['late'] === true) this.late.add(eventId);
    if (members['lost'] === true) this.lost.add(eventId);
    this.authChains.add(eventId, authIds, members['slot'] === true ? { type: pdu.type, stateKey } : undefined);
  }

  addState(numbers: JsonValue): void {
    const listed = Array.isArray(numbers) ? numbers.filter((at) => isBelow(at, this.events.size)) : [];
    const changes = listed.map((at) => {
      const eventId = `$${String(at)}:a.example`;
      const { type, state_key: stateKey = '' } = this.events.get(eventId)!.pdu;
      return { slot: { type, stateKey }, eventId };
    });
    const { root, created } = changeState(EMPTY_STATE, changes, this.nodes);
    for (const [hash, node] of created) this.nodes.set(hash, node);
    this.roots.push(root);
  }
}

function readGraph(input: string): JunkGraph | undefined {
  const { version, events, states } = readJsonObject(input, parseExactJson) ?? {};
  const rules = typeof version === 'string' ? roomVersionRules(version) : undefined;
  if (rules === undefined || !Array.isArray(events) || !Array.isArray(states) || states.length === 0) return undefined;
  const graph = new JunkGraph(rules);
  for (const [number, event] of events.slice(0, EVENTS_MAX).entries()) graph.add(event, number);
  for (const state of states.slice(0, STATES_MAX)) graph.addState(state);
  return graph;
}

function isBelow(value: JsonValue, count: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < count;
}

/** The states of a small room at some points of its history, and made-up forks of it. */
function seedsOf(version: string, events: readonly RoomEvent[]): string[] {
  const numbers = new Map(events.map(({ eventId }, number) => [eventId, number]));
  const written = events.map((event, number) => shortForm(event, number, numbers));
  const states = [
    [stateAt(events, 7), stateAt(events, events.length)],
    [stateAt(events, 5), stateAt(events, 9), stateAt(events, 13)],
    [
      [0, 1, 2, 3, 6, 9],
      [0, 1, 2, 12, 15],
      [0, 1, 16, 4, 7],
    ],
  ];
  const seeds = states.map((lists) => ({ version, events: written, states: lists }));
  // Of one age, so that the event IDs decide.
  const ties = seeds.map((seed) => ({ ...seed, events: written.map((event) => ({ ...event, origin_server_ts: 0 })) }));
  return [...seeds, ...ties].map((seed) => JSON.stringify(seed));
}

function shortForm({ pdu, authEvents }: RoomEvent, number: number, numbers: ReadonlyMap<string, number>): JsonObject {
  const { type, sender, state_key = '', content } = pdu;
  const auth = authEvents.map(({ eventId }) => numbers.get(eventId) ?? 0);
  return { type, sender, state_key, content, origin_server_ts: number, depth: number, auth };
}

function stateAt(events: readonly RoomEvent[], end: number): number[] {
  const slots = events.slice(0, end).map(({ pdu }, number) => [`${pdu.type} ${pdu.state_key}`, number] as const);
  return [...new Map(slots).values()];
}
