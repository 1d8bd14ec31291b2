import { MatrixError } from '@chappe/matrix-api';
import { ANSWER_BYTES_MAX } from '../sync.limits.js';

/** How much is written of the answers that are under way. */
export class AnswerBytes {
  #bytes = 0;

  /** @param bytesMax for all answers together */
  constructor(private readonly bytesMax: number) {}

  /**
   * An answer begins.
   * @throws MatrixError 503 for a first one, which may be large, while the others take twice what they may
   */
  begin(isFirst: boolean): AnswerShare {
    if (isFirst && this.#bytes > 2 * this.bytesMax) throw MatrixError.unavailable('Too much is being answered');
    return new AnswerShare(this);
  }

  get isFull(): boolean {
    return this.#bytes > this.bytesMax;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }
}

/** What one answer takes of it. */
export class AnswerShare {
  #bytes = 0;

  constructor(private readonly all: AnswerBytes) {}

  /** The answer has so much, or all together have, that large rooms shall wait for the next one. */
  get isFull(): boolean {
    return this.#bytes > ANSWER_BYTES_MAX || (this.#bytes > 0 && this.all.isFull);
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    this.all.add(bytes);
  }

  /** The answer is given, or given up. */
  end(): void {
    this.all.add(-this.#bytes);
  }
}
