import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { Clock } from '@chappe/runtime';
import { UPLOAD_REST_MS_MAX } from '../http.limits.js';
import { ClientGoneError } from './client-gone-error.js';
import { bodyTooLarge } from './read-body.js';
import { UploadPace } from './upload-pace.js';

interface LimitedBodyOptions {
  readonly bytesMax: number;
  readonly clock: Clock;
}

/**
 * The body of a request as a stream: read when somebody reads it, and no faster. Fails with M_TOO_LARGE beyond its
 * limit, with M_UNKNOWN 408 when the client sends too slowly, with {@link ClientGoneError} when the rest does not come.
 * Destroying it leaves the connection open, so that the client can be answered.
 */
export class LimitedBody extends Readable {
  /** Connections on which a body was or is read. */
  static readonly #sockets = new WeakSet<Socket>();
  #bytesLeft: number;
  readonly #pace: UploadPace;

  private constructor(
    private readonly request: IncomingMessage,
    private readonly options: LimitedBodyOptions,
  ) {
    super();
    this.#bytesLeft = options.bytesMax;
    this.#pace = new UploadPace(
      options.clock,
      () => request.isPaused(),
      (refusal) => this.destroy(refusal),
    );
    LimitedBody.#sockets.add(request.socket);
    // A handler that fails before it reads must not end the process; one that reads learns of it all the same.
    this.on('error', () => undefined);
  }

  /** @throws MatrixError M_TOO_LARGE for a body that is announced as larger than allowed */
  static of(request: IncomingMessage, options: LimitedBodyOptions): LimitedBody {
    const { bytesMax } = options;
    if (Number(request.headers['content-length']) > bytesMax) throw bodyTooLarge(bytesMax);
    return new LimitedBody(request, options);
  }

  /** Whether the body that comes in there has bounds of its own, instead of one time for the whole request. */
  static isOn(socket: Socket): boolean {
    return LimitedBody.#sockets.has(socket);
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
    this.#pace.stop();
    if (this.request.complete) LimitedBody.#sockets.delete(this.request.socket);
    else this.#cutLater();
    done(error);
  }

  /** The rest may be thrown away while the client is answered, but not for ever. */
  #cutLater(): void {
    const { request } = this;
    const cancel = this.options.clock.after(UPLOAD_REST_MS_MAX, () => request.socket.destroy());
    request.once('end', cancel).once('close', cancel);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#bytesLeft -= chunk.length;
    this.#pace.moved(chunk.length);
    if (this.#bytesLeft < 0) this.destroy(bodyTooLarge(this.options.bytesMax));
    else if (!this.push(chunk)) this.#hold();
  };

  #hold(): void {
    this.request.pause();
    this.#pace.held();
  }

  readonly #onEnd = (): void => {
    this.push(null);
  };

  readonly #onGone = (): void => {
    if (!this.request.complete) this.destroy(new ClientGoneError());
  };
}
