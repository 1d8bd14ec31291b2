import type { ClientRequest, IncomingMessage } from 'node:http';
import { KEPT_BODY_BYTES_MAX } from './proxy.limits.js';

/**
 * The body of a request on its way to a replica. It is passed on as it comes, no faster than the replica reads, and
 * kept up to a limit, so that it can be sent once more.
 */
export class KeptBody {
  #kept: Buffer[] = [];
  #bytes = 0;
  #isOver = false;
  #target: ClientRequest | undefined;
  #isForgotten = false;

  constructor(private readonly source: IncomingMessage) {
    source.on('data', (chunk: Buffer) => this.#take(chunk));
    source.on('end', () => {
      this.#isOver = true;
      this.#target?.end();
    });
    source.pause();
  }

  /** Whether {@link sendTo} still has all of it. */
  get canRepeat(): boolean {
    return !this.#isForgotten;
  }

  /** Sends what is kept, then what comes. */
  sendTo(target: ClientRequest): void {
    this.#target = target;
    for (const chunk of this.#kept) target.write(chunk);
    target.on('drain', () => this.source.resume());
    if (this.#isOver) target.end();
    else this.source.resume();
  }

  /** The target listens no longer: what still comes is kept. */
  detach(): void {
    this.#target = undefined;
    this.source.pause();
  }

  /** Nobody will need the body any more: what still comes is thrown away. */
  drop(): void {
    this.#target = undefined;
    this.forget();
    this.source.resume();
  }

  /** It need not be sent again. */
  forget(): void {
    this.#isForgotten = true;
    this.#kept = [];
  }

  #take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > KEPT_BODY_BYTES_MAX) this.forget();
    else if (!this.#isForgotten) this.#kept.push(chunk);
    if (this.#target !== undefined && !this.#target.write(chunk)) this.source.pause();
  }
}
