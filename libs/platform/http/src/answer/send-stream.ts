import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ANSWER_STALL_MS_MAX } from '../http.limits.js';
import { ClientGoneError } from '../request/client-gone-error.js';

/**
 * Sends a body whose head was written, as fast as the client takes it. Settles when all of it was handed to the
 * system. Whatever goes wrong, the connection is cut and the source destroyed.
 * @param bytes how many there must be, where the head said so
 * @throws ClientGoneError; else what the source failed with
 */
export async function sendStream(raw: ServerResponse, source: Readable, bytes: number | undefined): Promise<void> {
  let failure: Error | undefined;
  let isGone = raw.destroyed;
  raw.once('close', () => {
    isGone = true;
    source.destroy();
  });
  const checked = async function* (): AsyncGenerator<Buffer> {
    try {
      yield* counted(source, bytes);
    } catch (error) {
      if (!isGone) failure = error as Error;
      throw error;
    }
  };
  // Neither side may hold the connection for ever.
  raw.setTimeout(ANSWER_STALL_MS_MAX, () => raw.destroy());
  try {
    await pipeline(checked, raw);
  } catch {
    throw failure ?? new ClientGoneError();
  } finally {
    source.destroy();
  }
}

async function* counted(source: Readable, bytes: number | undefined): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const chunk of source as AsyncIterable<Buffer | string>) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    sent += part.length;
    if (bytes !== undefined && sent > bytes) break;
    yield part;
  }
  if (bytes !== undefined && sent !== bytes) throw new Error(`an answer of ${bytes} bytes has another length`);
}
