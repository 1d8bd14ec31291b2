import type { ServerResponse } from 'node:http';
import { LINGER_BYTES_MAX, LINGER_MS_MAX } from '../http.limits.js';

/**
 * Sends the body of an answer and ends it. Where the connection is to be closed while the client still sends, what
 * comes is thrown away for a while first: closing at once would reset the connection, and the client, or a proxy in
 * between, might lose the answer (RFC 9112 section 9.6).
 * @param closing whether the connection is closed after this answer
 */
export function endAnswer(raw: ServerResponse, body: string | Buffer, closing: boolean): void {
  const { req } = raw;
  if (!closing || req.complete) {
    raw.end(body);
    return;
  }
  let leftBytes = LINGER_BYTES_MAX;
  const end = (): void => void raw.end();
  raw.write(body);
  raw.setTimeout(LINGER_MS_MAX, end);
  req.on('end', end).on('close', end).on('error', end);
  req.on('data', (chunk: Buffer) => {
    leftBytes -= chunk.length;
    if (leftBytes < 0) end();
  });
  req.resume();
}
