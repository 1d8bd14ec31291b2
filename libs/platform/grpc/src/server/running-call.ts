import type { CallError } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import type { Due } from '../deadlines.js';
import { toCallError } from '../errors/call-error.js';
import type { CallContext } from '../rpc.js';

/** How a call ended: an error, or the encoded response. */
export interface Outcome {
  readonly error?: CallError;
  readonly response?: Buffer;
}

/** A call of another process that is being served. It is answered once. */
export class RunningCall implements CallContext, Due {
  #controller: AbortController | undefined;
  #answer: ((outcome: Outcome) => void) | undefined;

  constructor(
    private readonly method: string,
    readonly deadlineMs: number,
    answer: (outcome: Outcome) => void,
  ) {
    this.#answer = answer;
  }

  /** Made on first use: most handlers never ask. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  get isAnswered(): boolean {
    return this.#answer === undefined;
  }

  answer(outcome: Outcome): void {
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.(outcome);
  }

  expire(): void {
    const reason = MatrixError.unavailable(`${this.method} did not answer in time`);
    this.#controller?.abort(reason);
    this.answer({ error: toCallError(reason) });
  }

  /** The caller has given up: nobody waits for an answer. */
  cancel(): void {
    this.#answer = undefined;
    this.#controller?.abort(MatrixError.unavailable(`the caller of ${this.method} has given up`));
  }
}
