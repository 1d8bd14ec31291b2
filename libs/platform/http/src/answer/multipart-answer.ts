import { validateHeaderName, validateHeaderValue } from 'node:http';
import { Readable } from 'node:stream';
import type { Randomness } from '@chappe/runtime';
import { StreamAnswer } from './raw-answers.js';

const BOUNDARY_CHARACTERS = 40;

export interface AnswerPart {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
}

/**
 * An answer of several parts, sent one after the other (RFC 2046 section 5.1.3; the media of a server is asked for
 * in this form, server-server-api/#get_matrixfederationv1mediadownloadmediaid).
 */
export class MultipartAnswer extends StreamAnswer {
  /** @throws TypeError for headers of parts that HTTP would not allow */
  constructor(parts: readonly AnswerPart[], randomness: Randomness) {
    const boundary = randomness.token(BOUNDARY_CHARACTERS);
    const heads = parts.map(({ headers }) => headOf(headers, boundary));
    const body = Readable.from(bytesOf(parts, heads, boundary), { objectMode: false });
    body.once('close', () => destroyAll(parts));
    super(200, { 'content-type': `multipart/mixed; boundary=${boundary}` }, body);
  }
}

function headOf(headers: AnswerPart['headers'], boundary: string): string {
  const lines = Object.entries(headers).map(([name, value]) => {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return `${name}: ${value}\r\n`;
  });
  return `--${boundary}\r\n${lines.join('')}\r\n`;
}

async function* bytesOf(
  parts: readonly AnswerPart[],
  heads: readonly string[],
  boundary: string,
): AsyncGenerator<string | Buffer> {
  for (const [index, { body }] of parts.entries()) {
    yield heads[index] ?? '';
    if (body instanceof Readable) yield* body as AsyncIterable<Buffer>;
    else yield body;
    yield '\r\n';
  }
  yield `--${boundary}--\r\n`;
}

function destroyAll(parts: readonly AnswerPart[]): void {
  for (const { body } of parts) if (body instanceof Readable) body.destroy();
}
