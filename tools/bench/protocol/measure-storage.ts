import { changeState, encodeNode, type StateNode } from '@chappe/events';
import { cpuMs } from './cpu-time.ts';
import { GeneratedRoom, memberId } from './generated-room.ts';

/** What storing the state after one change takes. */
export interface StorageFigures {
  readonly members: number;
  /** Nodes to store, each a row. */
  readonly rows: number;
  /** Their bytes, without the row's own columns. */
  readonly bytes: number;
  /** CPU µs to compute and to encode them. */
  readonly cpuUs: number;
}

const CHANGES = 2_000;

/** Changes the state of a room many times, one event after the other as a room does. */
export function measureStorage(members: number): StorageFigures {
  const room = new GeneratedRoom('12', members);
  const created: StateNode[] = [];
  let { root } = room.trunk;
  let bytes = 0;
  const ms = cpuMs(() => {
    for (let n = 0; n < CHANGES; n += 1) {
      const slot = { type: 'm.room.member', stateKey: memberId(1 + ((n * 7_919) % (members - 1))) };
      const { eventId } = room.put({ ...slot, sender: slot.stateKey, content: { membership: 'join' } }, []);
      const changed = changeState(root, [{ slot, eventId }], room.nodes);
      for (const [hash, node] of changed.created) {
        room.nodes.set(hash, node);
        created.push(node);
        bytes += encodeNode(node).length;
      }
      root = changed.root;
    }
  });
  return { members, rows: created.length / CHANGES, bytes: bytes / CHANGES, cpuUs: (ms * 1_000) / CHANGES };
}
