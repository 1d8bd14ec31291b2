import type { IncomingMessage } from 'node:http';
import { MatrixError } from '@chappe/matrix-api';
import type { BodyBudget } from './body-budget.js';

const EMPTY = Buffer.alloc(0);

export interface ReadBodyOptions {
  /** Beyond it the request is refused without reading on. */
  readonly bytesMax: number;
  readonly budget: BodyBudget;
  /** Whose it is: see {@link BodyBudget.begin}. */
  readonly holder: string;
}

/**
 * The bytes of a request's body.
 * @throws MatrixError M_TOO_LARGE; M_UNKNOWN 400 when the client went away half-way, 503 when too many come in
 */
export function readBody(request: IncomingMessage, options: ReadBodyOptions): Promise<Buffer> | Buffer {
  const length = request.headers['content-length'];
  if (length === '0' || (length === undefined && request.headers['transfer-encoding'] === undefined)) return EMPTY;
  if (Number(length) > options.bytesMax) throw bodyTooLarge(options.bytesMax);
  return collect(request, options);
}

function collect(request: IncomingMessage, { bytesMax, budget, holder }: ReadBodyOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = (refusal: MatrixError): void => {
      stop();
      reject(refusal);
    };
    const body = budget.begin(holder, refuse);
    const stop = (): void => {
      budget.leave(body);
      request.off('data', onData).off('end', onEnd).off('error', onFailure).off('close', onFailure);
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > bytesMax) {
        refuse(bodyTooLarge(bytesMax));
        return;
      }
      chunks.push(chunk);
      budget.add(body, chunk.length);
    };
    const onEnd = (): void => {
      stop();
      const [first] = chunks;
      resolve(first && chunks.length === 1 ? first : Buffer.concat(chunks, length));
    };
    const onFailure = (): void => {
      refuse(new MatrixError('M_UNKNOWN', 'The body did not come in whole', { status: 400 }));
    };
    request.on('data', onData).on('end', onEnd).on('error', onFailure).on('close', onFailure);
  });
}

/** The connection is closed, because the rest of the body is not read. */
export function bodyTooLarge(bytesMax: number): MatrixError {
  return new MatrixError('M_TOO_LARGE', `The body has more than ${bytesMax} bytes`, {
    headers: { connection: 'close' },
  });
}
