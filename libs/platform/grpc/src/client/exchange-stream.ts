import type { Call, ExchangeRequest, ExchangeResponse } from '@chappe/contracts';
import type { Clock } from '@chappe/runtime';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { fromCallError } from '../errors/call-error.js';
import { ConnectionLostError } from '../errors/connection-lost-error.js';
import { NotCarriedOutError } from '../errors/not-carried-out-error.js';
import { FrameWriter } from '../frames/frame-writer.js';
import { UNWRITTEN_BYTES_MAX } from '../grpc.limits.js';
import type { PendingCall } from './pending-call.js';

export type ExchangeClientStream = ClientDuplexStream<ExchangeRequest, ExchangeResponse>;

/** What a call takes besides its request. */
const CALL_OVERHEAD_BYTES = 64;
const UINT32_COUNT = 2 ** 32;

/** A call to be written, or the end of one that was. */
interface Outgoing {
  readonly id: number;
  readonly pending: PendingCall;
  readonly isCancel: boolean;
  readonly bytes: number;
}

/** The calling end of one batched stream. */
export class ExchangeStream {
  readonly #open = new Map<number, PendingCall>();
  readonly #writer: FrameWriter<Outgoing, ExchangeRequest>;
  #lastId = 0;

  constructor(
    private readonly stream: ExchangeClientStream,
    private readonly clock: Clock,
  ) {
    this.#writer = new FrameWriter(stream, { makeFrame: (items) => this.#makeFrame(items) });
  }

  /** Whether more is waiting to be written than should. */
  get isFull(): boolean {
    return this.#writer.bytes >= UNWRITTEN_BYTES_MAX;
  }

  /** Sends a call with what else is sent in this turn of the event loop. @returns its id */
  send(pending: PendingCall): number {
    const id = this.#nextId();
    this.#open.set(id, pending);
    this.#writer.push({ id, pending, isCancel: false, bytes: pending.call.request.length + CALL_OVERHEAD_BYTES });
    return id;
  }

  /** Forgets a call; the other side is told unless it never heard of it. */
  cancel(id: number): void {
    const pending = this.#open.get(id);
    this.#open.delete(id);
    if (pending?.isWritten) this.#writer.push({ id, pending, isCancel: true, bytes: CALL_OVERHEAD_BYTES });
  }

  /** Hands the answers of a frame to those who wait for them. */
  read(frame: ExchangeResponse): void {
    for (const { id, error, response } of frame.answers) {
      const pending = this.#open.get(id);
      if (!pending) continue;
      this.#open.delete(id);
      if (error) pending.reject(fromCallError(error));
      else pending.resolve(response);
    }
  }

  /** Says that nothing more comes: the other side ends the stream after its last answer. */
  end(): void {
    this.#writer.flush();
    this.stream.end();
  }

  /** Ends all calls: the stream is gone. */
  lost(cause: unknown): void {
    this.#writer.close();
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const pending of open) {
      const { method } = pending.call;
      pending.reject(
        pending.isWritten
          ? new ConnectionLostError(`the connection broke during ${method}`, cause)
          : new NotCarriedOutError('not_sent', `the connection broke before ${method}`, cause),
      );
    }
  }

  #makeFrame(items: readonly Outgoing[]): ExchangeRequest | undefined {
    const nowMs = this.clock.monotonicMs();
    const calls: Call[] = [];
    const cancelledIds: number[] = [];
    for (const { id, pending, isCancel } of items) {
      if (isCancel) cancelledIds.push(id);
      else if (!pending.isSettled) {
        pending.isWritten = true;
        const { method, request, deadlineMs, trace } = pending.call;
        calls.push({ id, method, request, deadlineMs: Math.max(1, Math.ceil(deadlineMs - nowMs)), ...trace });
      }
    }
    return calls.length + cancelledIds.length > 0 ? { calls, cancelledIds } : undefined;
  }

  #nextId(): number {
    do {
      this.#lastId = (this.#lastId + 1) % UINT32_COUNT;
    } while (this.#open.has(this.#lastId));
    return this.#lastId;
  }
}
