import { Readable } from 'node:stream';

/** An answer whose JSON is ready: it is written as it is. */
export class RawJson {
  constructor(readonly json: string | Buffer) {}
}

/** An answer that is not JSON, or not 200: the landing page, a redirect. */
export class RawAnswer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: string | Buffer,
  ) {}
}

/**
 * An answer that is sent as the client takes it, in flat memory. Its body must have as many bytes as a `content-length`
 * header says; if it has not, or fails half-way, the connection is cut, so that nothing short looks whole. The body is
 * destroyed when the client goes away.
 */
export class StreamAnswer {
  /** @param headers by lower-case name */
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: Readable,
  ) {}
}

/** JSON that is sent while it is made: for answers that grow with what they tell. */
export class StreamedJson extends StreamAnswer {
  /** @param chunks made no faster than the client takes them */
  constructor(chunks: AsyncIterable<string>) {
    super(200, {}, Readable.from(chunks, { highWaterMark: 1 }));
  }
}
