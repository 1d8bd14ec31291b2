import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { ClientGoneError } from './client-gone-error.js';
import { bodyTooLarge, refuseAnnounced } from './read-body.js';

/**
 * The body of a request as a stream: read when somebody reads it, and no faster. Fails with M_TOO_LARGE beyond its
 * limit, with {@link ClientGoneError} when the rest does not come. Destroying it leaves the connection open, so that
 * the client can be answered.
 */
export class LimitedBody extends Readable {
  #bytesLeft: number;

  private constructor(
    private readonly request: IncomingMessage,
    private readonly bytesMax: number,
  ) {
    super();
    this.#bytesLeft = bytesMax;
    // A handler that fails before it reads must not end the process; one that reads learns of it all the same.
    this.on('error', () => undefined);
  }

  /** @throws MatrixError M_TOO_LARGE for a body that is announced as larger than allowed */
  static of(request: IncomingMessage, bytesMax: number): LimitedBody {
    refuseAnnounced(request, bytesMax);
    return new LimitedBody(request, bytesMax);
  }

  override _construct(done: () => void): void {
    this.request.pause();
    this.request.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onGone).on('close', this.#onGone);
    if (this.request.destroyed) this.#onGone();
    done();
  }

  override _read(): void {
    this.request.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.request
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('error', this.#onGone)
      .off('close', this.#onGone);
    done(error);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#bytesLeft -= chunk.length;
    if (this.#bytesLeft < 0) this.destroy(bodyTooLarge(this.bytesMax));
    else if (!this.push(chunk)) this.request.pause();
  };

  readonly #onEnd = (): void => {
    this.push(null);
  };

  readonly #onGone = (): void => {
    if (!this.request.complete) this.destroy(new ClientGoneError());
  };
}
