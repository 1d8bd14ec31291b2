import { READY_JSON_CHARACTERS_MAX } from '../http.limits.js';
import { RawJson, StreamedJson } from './raw-answers.js';

/**
 * JSON that is made piece by piece: ready when it is small, so that what fails meanwhile is refused as usual; otherwise
 * the rest is made while it is sent, no faster than the client takes it.
 * @throws what the pieces fail with before that
 */
export async function jsonInChunks(chunks: AsyncGenerator<string, void>): Promise<RawJson | StreamedJson> {
  let ready = '';
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return new RawJson(ready);
    ready += value;
    if (ready.length > READY_JSON_CHARACTERS_MAX) return new StreamedJson(goOn(ready, chunks));
  }
}

async function* goOn(ready: string, chunks: AsyncGenerator<string, void>): AsyncGenerator<string> {
  yield ready;
  yield* chunks;
}
