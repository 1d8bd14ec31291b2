import { describe, expect, it, vi } from 'vitest';

import { changeState } from '../state-map/change-state.js';
import { EMPTY_STATE } from '../state-map/node-source.js';
import type { NodeHash, StateNode } from '../state-map/state-node.js';
import { findConflicts } from './find-conflicts.js';
import { RoomGraph } from './fixtures/room-graph.js';
import type { GraphEvent } from './graph-event.js';
import { AuthChains } from './auth-chains.js';
import { Mainline } from './mainline.js';
import { Resolution } from './resolution.js';
import { UnconflictedChains } from './unconflicted-chains.js';
import { UnconflictedState } from './unconflicted-state.js';

const LEVELS = 'm.room.power_levels';
/** Power levels, each on the basis of the one before. */
const LENGTH = 100;
const TOPIC = { type: 'm.room.topic', stateKey: '' };

/** A resolution without slots in the index, of states without conflicts, that counts what it reads. */
function countedResolution(
  events: readonly { id: string; type: string; stateKey?: string; auth: readonly string[] }[],
) {
  const graph = new RoomGraph('10');
  const authChains = new AuthChains();
  for (const { id, type, stateKey, auth } of events) {
    const named = { sender: '@alice:a.example', content: {}, time: 1, authEvents: auth };
    const { state_key: _, ...message } = graph.pduOf({ ...named, id, type, stateKey: '' });
    const pdu = stateKey === undefined ? message : { ...message, state_key: stateKey };
    graph.events.set(id, { eventId: id, pdu, rejected: false });
    authChains.add(id, auth);
  }
  const get = vi.fn<(eventId: string) => GraphEvent | undefined>((eventId) => graph.events.get(eventId));
  const roots: [NodeHash, NodeHash] = [EMPTY_STATE, EMPTY_STATE];
  const conflicts = findConflicts(roots, graph.nodes);
  const unconflicted = new UnconflictedState(EMPTY_STATE, conflicts, graph.nodes);
  const resolution = new Resolution(graph.rules, { roots, conflicts, unconflicted }, { events: { get }, authChains });
  return { resolution, get };
}

describe('Mainline', () => {
  const chain = Array.from({ length: LENGTH }, (_, number) => {
    const auth = number === 0 ? [] : [`$levels-${number - 1}`];
    return { id: `$levels-${number}`, type: LEVELS, stateKey: '', auth };
  });

  it('goes through power levels that are not in it once, however many events name them', () => {
    const other = { id: '$other', type: LEVELS, stateKey: '', auth: [] };
    const { resolution, get } = countedResolution([...chain, other]);
    const mainline = new Mainline(LENGTH, resolution);
    get.mockClear();
    const positions = chain.map((_, number) => mainline.positionOf(LENGTH - 1 - number));
    expect(positions).toEqual(chain.map(() => Infinity));
    expect(get.mock.calls.length).toBeLessThan(3 * LENGTH);
  });

  it('passes over power levels with a state key', () => {
    const odd = { id: '$odd', type: LEVELS, stateKey: 'x', auth: [] };
    const levels = { id: '$levels', type: LEVELS, stateKey: '', auth: [] };
    const topic = { id: '$topic', ...TOPIC, auth: ['$odd', '$levels'] };
    const { resolution } = countedResolution([odd, levels, topic]);
    expect(new Mainline(1, resolution).positionOf(2)).toBe(0);
    expect(new Mainline(0, resolution).positionOf(2)).toBe(Infinity);
  });
});

describe('UnconflictedChains', () => {
  it('remembers what it found out', () => {
    const events = [
      { id: '$old', ...TOPIC, auth: [] },
      { id: '$new', ...TOPIC, auth: ['$old'] },
    ];
    const { resolution, get } = countedResolution(events);
    const chains = new UnconflictedChains(resolution);
    expect(chains.include(0)).toBe(false);
    get.mockClear();
    expect([chains.include(0), chains.include(1)]).toEqual([false, false]);
    expect(get).not.toHaveBeenCalled();
  });
});

describe('Resolution', () => {
  it('knows no slot for a message', () => {
    const { resolution } = countedResolution([{ id: '$message', type: 'm.room.topic', auth: [] }]);
    expect(resolution.slotOf(0)).toBeUndefined();
  });
});

describe('UnconflictedState', () => {
  it('reads the map once for each slot', () => {
    const nodes = new Map<NodeHash, StateNode>();
    const { root, created } = changeState(EMPTY_STATE, [{ slot: TOPIC, eventId: '$topic' }], nodes);
    const get = vi.fn<(hash: NodeHash) => StateNode | undefined>((hash) => created.get(hash));
    const state = new UnconflictedState(root, findConflicts([root, root], { get }), { get });
    expect(state.get(TOPIC)).toBe('$topic');
    get.mockClear();
    expect(state.get(TOPIC)).toBe('$topic');
    expect(get).not.toHaveBeenCalled();
  });
});
