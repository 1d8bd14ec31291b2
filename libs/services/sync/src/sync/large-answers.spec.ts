import { describe, expect, it } from 'vitest';
import { ModelReplica } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';
import { AnswerBytes } from '../select/answer-bytes.js';
import { ANSWER_BYTES_MAX } from '../sync.limits.js';

const ALICE = '@alice:x';
const MIB = 1_048_576;

/** Rooms of six MiB of state each, and a small one. */
async function start(large: number): Promise<ModelReplica> {
  const server = new ModelServer();
  for (let n = 0; n < large; n++) {
    server.create(`!large${n}:x`, ALICE);
    for (let key = 0; key < 6; key++) {
      const content = { fill: 'x'.repeat(MIB) };
      server.send(`!large${n}:x`, { type: 'org.example.large', sender: ALICE, stateKey: `${key}`, content });
    }
  }
  server.create('!small:x', ALICE);
  const replica = await ModelReplica.start(server);
  replica.deliver();
  return replica;
}

describe('a first answer that would be too large', () => {
  it('leaves large rooms to the next ones; together they hold each room once', async () => {
    const replica = await start(7);
    const rooms: string[][] = [];
    let since: string | undefined;
    for (let answers = 0; answers < 5; answers++) {
      const json = await replica.raw({ userId: ALICE, ...(since !== undefined && { since }) });
      expect(json.length).toBeLessThan(ANSWER_BYTES_MAX + 7 * MIB);
      const answer = JSON.parse(json) as { next_batch: string; rooms: { join: object } };
      rooms.push(Object.keys(answer.rooms.join));
      since = answer.next_batch;
    }
    expect(rooms[0]).toContain('!small:x');
    expect(rooms.map(({ length }) => length)).toEqual([4, 3, 1, 0, 0]);
    expect(new Set(rooms.flat()).size).toBe(8);
    expect(replica.leftOut).toEqual([]);
  });
});

describe('the memory for answers under way', () => {
  it('is shared: when it is used up, each takes one large room', () => {
    const all = new AnswerBytes(100);
    const [one, two] = [all.begin(true), all.begin(false)];
    one.add(101);
    expect([one.isFull, two.isFull]).toEqual([true, false]);
    two.add(1);
    expect(two.isFull).toBe(true);
    one.end();
    expect(two.isFull).toBe(false);
  });

  it('sheds first answers when twice as much is used', () => {
    const all = new AnswerBytes(100);
    const one = all.begin(true);
    one.add(201);
    expect(() => all.begin(true)).toThrow('Too much is being answered');
    all.begin(false).end();
    one.end();
    all.begin(true).end();
  });
});
