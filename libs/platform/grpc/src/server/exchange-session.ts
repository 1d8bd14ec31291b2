import type { Answer, Call, ExchangeRequest, ExchangeResponse } from '@chappe/contracts';
import { Metadata, type ServerDuplexStream, status } from '@grpc/grpc-js';
import { toCallError } from '../errors/call-error.js';
import { NotCarriedOutError } from '../errors/not-carried-out-error.js';
import { FrameWriter } from '../frames/frame-writer.js';
import { CALLS_OPEN_MAX } from '../grpc.limits.js';
import type { Identity } from '../identity/identity.js';
import type { Outcome, RunningCall } from './running-call.js';
import type { IncomingCall, ServedCalls } from './served-calls.js';

export type ExchangeServerStream = ServerDuplexStream<ExchangeRequest, ExchangeResponse>;

/** What an answer takes besides its response. */
const ANSWER_OVERHEAD_BYTES = 16;

interface SizedAnswer extends Answer {
  readonly bytes: number;
}

export interface ExchangeSessionOptions {
  /** Who has opened the stream. */
  readonly caller: Identity;
  readonly calls: ServedCalls;
  readonly onClosed: (session: ExchangeSession) => void;
}

/** The serving end of one batched stream. */
export class ExchangeSession {
  readonly #open = new Map<number, RunningCall>();
  readonly #writer: FrameWriter<SizedAnswer, ExchangeResponse>;
  #isDraining = false;
  #callerHasEnded = false;

  constructor(
    private readonly stream: ExchangeServerStream,
    private readonly options: ExchangeSessionOptions,
  ) {
    this.#writer = new FrameWriter(stream, {
      makeFrame: (answers) => ({ answers: [...answers], draining: this.#isDraining }),
      onFlowing: () => {
        stream.resume();
        this.#endWhenDone();
      },
    });
    stream.on('cancelled', () => this.#close());
    // The stream has ended by then; why does not matter to those who serve.
    stream.on('error', () => this.#close());
  }

  /** Tells the caller that calls may come, and takes them. */
  accept(): void {
    const { stream } = this;
    stream.sendMetadata(new Metadata());
    stream.on('data', (frame: ExchangeRequest) => this.#read(frame));
    stream.on('end', () => {
      this.#callerHasEnded = true;
      this.#endWhenDone();
    });
  }

  /** Tells the caller to send nothing new. It ends the stream after its last answer. */
  drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.stream.write({ answers: [], draining: true });
  }

  #read(frame: ExchangeRequest): void {
    for (const call of frame.calls) {
      if (this.#open.has(call.id)) {
        this.stream.emit('error', { code: status.INVALID_ARGUMENT, details: 'the id of an open call was used again' });
        return;
      }
      this.#start(call);
    }
    for (const id of frame.cancelledIds) {
      this.#open.get(id)?.cancel();
      this.#open.delete(id);
    }
    // Who does not read answers gets no more calls carried out: answers would pile up.
    if (this.#writer.isBlocked) this.stream.pause();
  }

  #start({ id, method, request, deadlineMs, traceparent, tracestate }: Call): void {
    if (this.#open.size >= CALLS_OPEN_MAX) {
      this.#answer(id, { error: toCallError(new NotCarriedOutError('refused', 'too many calls are open')) });
      return;
    }
    const trace = traceparent === undefined ? undefined : { traceparent, tracestate: tracestate ?? '' };
    const { caller, calls } = this.options;
    const call: IncomingCall = { caller, method, request, leftMs: deadlineMs, trace };
    const running = calls.start(call, (outcome) => this.#answer(id, outcome));
    if (!running.isAnswered) this.#open.set(id, running);
  }

  #answer(id: number, { error, response = Buffer.alloc(0) }: Outcome): void {
    this.#open.delete(id);
    this.#writer.push({ id, error, response, bytes: response.length + ANSWER_OVERHEAD_BYTES });
    this.#endWhenDone();
  }

  #endWhenDone(): void {
    if (!this.#callerHasEnded || this.#open.size > 0) return;
    this.#writer.flush();
    if (this.#writer.isBlocked || !this.#writer.isEmpty) return;
    this.stream.end();
    this.#close();
  }

  #close(): void {
    for (const running of this.#open.values()) running.cancel();
    this.#open.clear();
    this.#writer.close();
    this.options.onClosed(this);
  }
}
