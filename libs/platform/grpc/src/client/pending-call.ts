import type { TraceContext } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import type { Due } from '../deadlines.js';

/** One attempt of a call to another process. */
export interface OutgoingCall {
  /** `room.v1.RoomService/SendEvent` */
  readonly method: string;
  readonly request: Buffer;
  /** On the clock's monotonic scale. */
  readonly deadlineMs: number;
  readonly isHot: boolean;
  readonly signal: AbortSignal | undefined;
  /** Undefined: it is not traced. */
  readonly trace: TraceContext | undefined;
}

/** How an attempt ends, once. */
export interface PendingCallEnds {
  readonly resolve: (response: Buffer) => void;
  readonly reject: (error: unknown) => void;
  /** Called first, however it ends. */
  readonly onSettled: (pending: PendingCall) => void;
  /** The caller has given up or time is over: the other side need not go on. */
  readonly onGivenUp: (pending: PendingCall) => void;
}

/** An attempt that waits for its answer. */
export class PendingCall implements Due {
  /** From then on nobody can say that it was not carried out. */
  isWritten = false;
  #isSettled = false;
  readonly #onAbort: (() => void) | undefined;

  constructor(
    readonly call: OutgoingCall,
    private readonly ends: PendingCallEnds,
  ) {
    if (!call.signal) return;
    this.#onAbort = () => this.#giveUp(givenUpReason(call));
    call.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  get deadlineMs(): number {
    return this.call.deadlineMs;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  resolve(response: Buffer): void {
    if (this.#settle()) this.ends.resolve(response);
  }

  reject(error: unknown): void {
    if (this.#settle()) this.ends.reject(error);
  }

  expire(): void {
    this.#giveUp(MatrixError.unavailable(`${this.call.method} did not answer in time`));
  }

  #giveUp(reason: unknown): void {
    if (this.#isSettled) return;
    this.ends.onGivenUp(this);
    this.reject(reason);
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    if (this.#onAbort) this.call.signal?.removeEventListener('abort', this.#onAbort);
    this.ends.onSettled(this);
    return true;
  }
}

/** What a caller that gave up is told: its own reason. */
export function givenUpReason(call: { readonly method: string; readonly signal: AbortSignal | undefined }): Error {
  const reason: unknown = call.signal?.reason;
  return reason instanceof Error ? reason : MatrixError.unavailable(`${call.method} was given up`, reason);
}
