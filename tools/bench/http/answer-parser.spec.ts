import { describe, expect, it } from 'vitest';
import { type Answer, AnswerParser } from './answer-parser.ts';

/** The answers that come out when the text arrives in pieces of a size. */
function parse(text: string, pieceBytes: number): (readonly [number, string])[] {
  const parser = new AnswerParser();
  const answers: Answer[] = [];
  for (let at = 0; at < text.length; at += pieceBytes) {
    const answer = parser.push(Buffer.from(text.slice(at, at + pieceBytes), 'latin1'));
    if (answer) answers.push(answer);
  }
  return answers.map(({ status, body }) => [status, body.toString()] as const);
}

const PLAIN = 'HTTP/1.1 200 OK\r\ncontent-type: x\r\nContent-Length: 5\r\n\r\nhello';
const CHUNKED = 'HTTP/1.1 403 No\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n';

describe('AnswerParser', () => {
  it.each([1, 7, 1_000])('reads a body with a length in pieces of %i bytes', (size) => {
    expect(parse(PLAIN, size)).toEqual([[200, 'hello']]);
  });

  it.each([1, 7, 1_000])('reads a chunked body in pieces of %i bytes', (size) => {
    expect(parse(CHUNKED, size)).toEqual([[403, 'hello world']]);
  });

  it('reads one answer after the other', () => {
    const parser = new AnswerParser();
    expect(parser.push(Buffer.from(PLAIN))?.body.toString()).toBe('hello');
    expect(parser.push(Buffer.from(CHUNKED))?.status).toBe(403);
    expect(parser.push(Buffer.from('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n'))?.closes).toBe(true);
  });

  it('refuses what is not HTTP', () => {
    expect(() => parse('SSH-2.0\r\n\r\n', 100)).toThrow('not an HTTP/1.1 answer');
  });
});
