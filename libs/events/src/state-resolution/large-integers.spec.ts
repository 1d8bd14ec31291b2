import { JsonNumber } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';

import { RoomGraph } from './fixtures/room-graph.js';

const ALICE = '@alice:a.example';

/** A room in which one user set the topic on two forks. */
function forkedRoom(version: string, numbers: Record<'$a' | '$b', string>): RoomGraph {
  const graph = new RoomGraph(version);
  const base = { sender: ALICE, stateKey: '', content: {}, time: 1, depth: 1 };
  const content = { creator: ALICE };
  graph.add({ ...base, id: '$create', type: 'm.room.create', content, authEvents: [] });
  const member = { ...base, type: 'm.room.member', stateKey: ALICE, content: { membership: 'join' } };
  graph.add({ ...member, id: '$alice', authEvents: ['$create'] });
  for (const id of ['$a', '$b'] as const) {
    const number = new JsonNumber(numbers[id]);
    const topic = { ...base, type: 'm.room.topic', time: number, depth: number };
    graph.add({ ...topic, id, authEvents: ['$create', '$alice'] });
  }
  return graph;
}

describe('resolveState', () => {
  it.each(['1', '2'])('tells integers apart that doubles cannot, in room version %s', (version) => {
    for (const [a, b, winner] of [
      ['9007199254740992', '9007199254740993', '$b'],
      ['9007199254740993', '9007199254740992', '$a'],
      ['-9007199254740993', '-9007199254740992', '$b'],
    ] as const) {
      const graph = forkedRoom(version, { $a: a, $b: b });
      const roots = ['$a', '$b'].map((topic) => graph.state(['$create', '$alice', topic]));
      expect(graph.eventIdsIn(graph.resolve(roots))).toContain(winner);
    }
  });
});
