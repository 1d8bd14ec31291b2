import type { IncomingMessage } from 'node:http';
import { MatrixError } from '@chappe/matrix-api';

const EMPTY = Buffer.alloc(0);

/**
 * The bytes of a request's body.
 * @param bytesMax beyond it the request is refused without reading on
 * @throws MatrixError M_TOO_LARGE; M_UNKNOWN 400 when the client went away half-way
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> | Buffer {
  const length = request.headers['content-length'];
  if (length === '0' || (length === undefined && request.headers['transfer-encoding'] === undefined)) return EMPTY;
  if (Number(length) > bytesMax) throw bodyTooLarge(bytesMax);
  return collect(request, bytesMax);
}

function collect(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (): void => {
      request.off('data', onData).off('end', onEnd).off('error', onFailure).off('close', onFailure);
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > bytesMax) {
        stop();
        reject(bodyTooLarge(bytesMax));
        return;
      }
      chunks.push(chunk);
    };
    const onEnd = (): void => {
      stop();
      const [first] = chunks;
      resolve(first && chunks.length === 1 ? first : Buffer.concat(chunks, length));
    };
    const onFailure = (): void => {
      stop();
      reject(new MatrixError('M_UNKNOWN', 'The body did not come in whole', { status: 400 }));
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
