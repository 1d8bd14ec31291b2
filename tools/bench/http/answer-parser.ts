/** An HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  /** The server closes the connection after this answer. */
  readonly closes: boolean;
}

const HEAD_END = '\r\n\r\n';
const EMPTY = Buffer.alloc(0);

/** What the head says about the body: its length, or chunks until an empty one. */
interface Head {
  readonly status: number;
  readonly closes: boolean;
  readonly bodyBytes: number | 'chunked';
}

/** Reads the answers of one HTTP/1.1 connection with one request at a time (RFC 9112). As little work as will do. */
export class AnswerParser {
  #pending: Buffer = EMPTY;
  #head: Head | undefined;
  #parts: Buffer[] = [];
  #partsBytes = 0;

  /**
   * @returns the answer when it is complete
   * @throws when it is not HTTP
   */
  push(bytes: Buffer): Answer | undefined {
    if (this.#head === undefined) {
      const all = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
      const end = all.indexOf(HEAD_END, 0, 'latin1');
      if (end < 0) {
        this.#pending = all;
        return undefined;
      }
      this.#head = parseHead(all.toString('latin1', 0, end + 2));
      this.#pending = EMPTY;
      bytes = all.subarray(end + HEAD_END.length);
    }
    return this.#head.bodyBytes === 'chunked'
      ? this.#pushChunked(bytes, this.#head)
      : this.#pushPlain(bytes, this.#head);
  }

  #pushPlain(bytes: Buffer, head: Head): Answer | undefined {
    if (bytes.length > 0) this.#parts.push(bytes);
    this.#partsBytes += bytes.length;
    return this.#partsBytes >= Number(head.bodyBytes) ? this.#finish(head) : undefined;
  }

  #pushChunked(bytes: Buffer, head: Head): Answer | undefined {
    let rest = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    for (let lineEnd = rest.indexOf('\r\n'); lineEnd >= 0; lineEnd = rest.indexOf('\r\n')) {
      const size = Number.parseInt(rest.toString('latin1', 0, lineEnd), 16);
      if (!Number.isInteger(size)) throw new Error('not a chunk');
      const end = lineEnd + 2 + size + 2;
      if (rest.length < end) break;
      if (size === 0) return this.#finish(head);
      this.#parts.push(rest.subarray(lineEnd + 2, end - 2));
      rest = rest.subarray(end);
    }
    this.#pending = rest;
    return undefined;
  }

  #finish({ status, closes }: Head): Answer {
    const body = this.#parts.length === 1 ? (this.#parts[0] ?? EMPTY) : Buffer.concat(this.#parts);
    this.#head = undefined;
    this.#pending = EMPTY;
    this.#parts = [];
    this.#partsBytes = 0;
    return { status, body, closes };
  }
}

function parseHead(text: string): Head {
  if (!text.startsWith('HTTP/1.1 ')) throw new Error(`not an HTTP/1.1 answer: ${text.slice(0, 40)}`);
  const status = Number(text.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  const isChunked = length === undefined && /\r\ntransfer-encoding: *chunked/i.test(text);
  return {
    status,
    closes: /\r\nconnection: *close/i.test(text),
    bodyBytes: isChunked ? 'chunked' : Number(length ?? 0),
  };
}
