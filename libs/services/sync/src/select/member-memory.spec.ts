import { describe, expect, it } from 'vitest';
import { MEMBERS_REMEMBERED_MAX, MEMBERS_REMEMBERED_TOTAL_MAX } from '../sync.limits.js';
import { MemberMemories, type MemberMemory } from './member-memory.js';

function fill(memories: MemberMemories, connection: string, count: number): MemberMemory {
  const memory = memories.of(connection);
  memory.begin('a');
  for (let n = 0; n < count; n++) memory.add(`$${n}`);
  memories.finish(memory, 'b');
  memory.begin('b');
  memories.finish(memory, 'c');
  return memory;
}

describe('what clients have got of members already', () => {
  it('is remembered for the tokens that follow each other', () => {
    const memories = new MemberMemories();
    const memory = fill(memories, 'one', 2);
    expect([memory.knows('$1'), memory.knows('$2')]).toEqual([true, false]);
    memory.begin('elsewhere');
    expect(memory.knows('$1')).toBe(false);
  });

  it('is remembered up to a limit in each answer: what lies beyond is given again', () => {
    const memory = fill(new MemberMemories(), 'one', MEMBERS_REMEMBERED_MAX + 1);
    expect(memory.knows(`$${MEMBERS_REMEMBERED_MAX - 1}`)).toBe(true);
    expect(memory.knows(`$${MEMBERS_REMEMBERED_MAX}`)).toBe(false);
  });

  it('is forgotten, least recently used first, when all connections together remember too much', () => {
    const memories = new MemberMemories();
    const first = fill(memories, 'first', MEMBERS_REMEMBERED_MAX);
    const others = MEMBERS_REMEMBERED_TOTAL_MAX / MEMBERS_REMEMBERED_MAX - 1;
    for (let n = 0; n < others; n++) fill(memories, `other ${n}`, MEMBERS_REMEMBERED_MAX);
    expect(memories.of('first')).toBe(first);
    fill(memories, 'last', 1);
    expect(memories.of('first')).toBe(first);
    expect(memories.of('other 0').knows('$0')).toBe(false);
  });
});
