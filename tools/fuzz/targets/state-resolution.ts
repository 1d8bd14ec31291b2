import { isJsonObject, type JsonObject, type JsonValue, parseExactJson } from '@chappe/crypto';
import {
  AuthChains,
  changeState,
  EMPTY_STATE,
  type GraphEdge,
  type GraphEvent,
  listState,
  MissingEventsError,
  type NodeHash,
  type Pdu,
  resolveState,
  ROOM_VERSIONS,
  roomVersionRules,
  type RoomVersionRules,
  type StateNode,
} from '@chappe/events';
import { asPdu, type RoomEvent, roomEvents } from '@chappe/events/fixtures';
import type { FuzzTarget } from '../fuzz-target.ts';
import { mustHold } from '../violation.ts';
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
    const roots = [...graph.roots];
    const resolved = graph.resolve(roots);
    if (resolved === undefined) return `${graph.rules.version} events are lost`;
    mustHold(graph.resolve(roots) === resolved, 'The same resolution each time');
    mustHold(graph.resolve(roots.toReversed()) === resolved, 'The same resolution whatever the order of the states');
    mustHold(graph.resolve([...roots, roots[0]!]) === resolved, 'A state that comes twice counts once');
    const same = graph.checkResolved(resolved);
    return `${graph.rules.version} ${new Set(roots).size} states ${same ? 'one of them' : 'a new one'}`;
  },
};

class JunkGraph {
  readonly rules: RoomVersionRules;
  readonly roots: NodeHash[] = [];
  readonly #events = new Map<string, GraphEvent>();
  readonly #late = new Set<string>();
  readonly #lost = new Set<string>();
  readonly #nodes = new Map<NodeHash, StateNode>();
  readonly #authChains = new AuthChains();

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
    this.#events.set(eventId, { eventId, pdu: placed, rejected: members['rejected'] === true });
    if (members['late'] === true) this.#late.add(eventId);
    if (members['lost'] === true) this.#lost.add(eventId);
    this.#authChains.add(eventId, authIds, members['slot'] === true ? { type: pdu.type, stateKey } : undefined);
  }

  addState(numbers: JsonValue): void {
    const listed = Array.isArray(numbers) ? numbers.filter((at) => isBelow(at, this.#events.size)) : [];
    const changes = listed.map((at) => {
      const eventId = `$${String(at)}:a.example`;
      const { type, state_key: stateKey = '' } = this.#events.get(eventId)!.pdu;
      return { slot: { type, stateKey }, eventId };
    });
    const { root, created } = changeState(EMPTY_STATE, changes, this.#nodes);
    for (const [hash, node] of created) this.#nodes.set(hash, node);
    this.roots.push(root);
  }

  /** Root of the resolution; undefined when events are lost that it needs. */
  resolve(roots: readonly NodeHash[]): NodeHash | undefined {
    const loaded = new Set<string>();
    const isThere = (id: string): boolean => !this.#lost.has(id) && (!this.#late.has(id) || loaded.has(id));
    const events = { get: (id: string) => (isThere(id) ? this.#events.get(id) : undefined) };
    for (let round = 0; round <= this.#events.size; round += 1) {
      try {
        const changes = resolveState(roots, { nodes: this.#nodes, events, authChains: this.#authChains }, this.rules);
        const { root, created } = changeState(roots[0] ?? EMPTY_STATE, changes, this.#nodes);
        for (const [hash, node] of created) this.#nodes.set(hash, node);
        return root;
      } catch (error) {
        if (!(error instanceof MissingEventsError)) throw error;
        mustHold(!error.eventIds.some(isThere), 'Only events that are missing are asked for');
        if (error.eventIds.some((id) => this.#lost.has(id))) return undefined;
        for (const id of error.eventIds) loaded.add(id);
      }
    }
    mustHold(false, 'A few rounds of loading suffice');
  }

  /** Whether the resolution is one of the states. */
  checkResolved(root: NodeHash): boolean {
    const states = this.roots.map((state) => this.#entries(state));
    const resolved = this.#entries(root);
    for (const [key, eventId] of resolved) {
      const { type, state_key: stateKey } = this.#events.get(eventId)?.pdu ?? {};
      mustHold(key === JSON.stringify([type, stateKey]), 'Each event is in its slot');
    }
    for (const [key, eventId] of states[0] ?? []) {
      const isAgreed = states.every((state) => state.get(key) === eventId);
      mustHold(!isAgreed || resolved.get(key) === eventId, 'What all states agree on stays');
    }
    return this.roots.includes(root);
  }

  #entries(root: NodeHash): Map<string, string> {
    const entries = [...listState(root, this.#nodes)];
    return new Map(entries.map(({ slot, eventId }) => [JSON.stringify([slot.type, slot.stateKey]), eventId]));
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
  return states.map((lists) => JSON.stringify({ version, events: written, states: lists }));
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
