import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { READY_JSON_CHARACTERS_MAX } from '../http.limits.js';
import { jsonInChunks } from './json-in-chunks.js';
import { RawJson, StreamedJson } from './raw-answers.js';

/** So many pieces of JSON of so many characters; what became of them. */
function startMaking(count: number, characters: number) {
  const seen = { made: 0, isOver: false };
  async function* make(): AsyncGenerator<string, void> {
    try {
      for (; seen.made < count; seen.made++) yield 'x'.repeat(characters);
    } finally {
      seen.isOver = true;
    }
  }
  return { seen, chunks: make() };
}

const HALF = READY_JSON_CHARACTERS_MAX / 2;

describe('JSON in chunks', () => {
  it.each([0, 1, 2])('is ready when it is small: %i halves', async (count) => {
    const answer = await jsonInChunks(startMaking(count, HALF).chunks);
    if (!(answer instanceof RawJson)) throw new Error('it is streamed');
    expect(answer.json).toHaveLength(count * HALF);
  });

  it('is made while it is sent when it is large, and is whole', async () => {
    const { seen, chunks } = startMaking(100, HALF);
    const answer = await jsonInChunks(chunks);
    if (!(answer instanceof StreamedJson)) throw new Error('it is all in memory');
    expect(seen.made).toBeLessThan(5);
    expect(await text(answer.body)).toHaveLength(100 * HALF);
  });

  it('is made no further when the client goes away', async () => {
    const { seen, chunks } = startMaking(100, HALF);
    const answer = await jsonInChunks(chunks);
    if (!(answer instanceof StreamedJson)) throw new Error('it is all in memory');
    await (answer.body.iterator() as AsyncIterator<string>).next();
    answer.body.destroy();
    await expect.poll(() => seen.isOver).toBe(true);
    expect(seen.made).toBeLessThan(10);
  });

  it('fails as its pieces do before anything is sent', async () => {
    async function* failing(): AsyncGenerator<string, void> {
      yield 'x';
      throw new Error('the table is away');
    }
    await expect(jsonInChunks(failing())).rejects.toThrow('the table is away');
  });
});
