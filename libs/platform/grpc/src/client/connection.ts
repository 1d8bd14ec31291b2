import type { Clock } from '@chappe/runtime';
import { type ChannelOptions, Client, Metadata } from '@grpc/grpc-js';
import type { ExchangeResponse } from '@chappe/contracts';
import type { Deadlines } from '../deadlines.js';
import { fromStatus } from '../errors/call-status.js';
import { ConnectionLostError } from '../errors/connection-lost-error.js';
import { NotCarriedOutError } from '../errors/not-carried-out-error.js';
import { EXCHANGE_METHOD } from '../frames/exchange-method.js';
import {
  CALLS_OPEN_MAX,
  CONNECT_MS_MAX,
  FLOW_WINDOW_BYTES,
  FRAME_BYTES_MAX,
  KEEP_ALIVE_MS_MAX,
  KEEP_ALIVE_PERIOD_MS,
} from '../grpc.limits.js';
import type { CallCredentials } from '../identity/call-credentials.js';
import { type Identity, isOneOf } from '../identity/identity.js';
import { traceMetadata } from '../frames/trace-metadata.js';
import { ExchangeStream, type ExchangeClientStream } from './exchange-stream.js';
import { type OutgoingCall, PendingCall } from './pending-call.js';

/** How much later than we the transport itself ends a unary call, so that it is the server that resets it. */
const DEADLINE_GRACE_MS = 1_000;

export type ConnectionState = 'connecting' | 'ready' | 'draining' | 'lost';

export interface ConnectionOptions {
  readonly address: string;
  readonly credentials: Pick<CallCredentials, 'client' | 'clientOptions' | 'identityOf'>;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** Called after each change of the state, with the reason when it is lost. */
  readonly onChange: (state: ConnectionState, reason: string) => void;
}

const CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.max_receive_message_length': FRAME_BYTES_MAX,
  'grpc.max_send_message_length': FRAME_BYTES_MAX,
  'grpc.keepalive_time_ms': KEEP_ALIVE_PERIOD_MS,
  'grpc.keepalive_timeout_ms': KEEP_ALIVE_MS_MAX,
  'grpc-node.flow_control_window': FLOW_WINDOW_BYTES,
  'grpc.enable_channelz': 0,
  // A proxy of the environment is for the outside.
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.use_local_subchannel_pool': 1,
};

/** One connection to a process, from connecting to its end. Its batched stream is its sign of life. */
export class Connection {
  readonly #client: Client;
  readonly #raw: ExchangeClientStream;
  readonly #stream: ExchangeStream;
  readonly #cancelTimeout: () => void;
  #state: ConnectionState = 'connecting';
  #openCalls = 0;
  #identity: Identity;
  readonly #unary = new Set<PendingCall>();

  constructor(private readonly options: ConnectionOptions) {
    const { address, credentials, clock } = options;
    this.#client = new Client(address, credentials.client, { ...CHANNEL_OPTIONS, ...credentials.clientOptions });
    const { path, requestSerialize, responseDeserialize } = EXCHANGE_METHOD;
    this.#raw = this.#client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, new Metadata());
    this.#stream = new ExchangeStream(this.#raw, clock);
    this.#cancelTimeout = clock.after(CONNECT_MS_MAX, () => {
      if (this.#state === 'connecting') this.#lose('no answer');
    });
    this.#raw.on('metadata', () => this.#becomeReady());
    this.#raw.on('data', (frame: ExchangeResponse) => this.#read(frame));
    this.#raw.on('error', (error) => this.#lose(error.message));
    this.#raw.on('end', () => this.#lose('closed by the other side'));
  }

  get address(): string {
    return this.options.address;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get openCalls(): number {
    return this.#openCalls;
  }

  /** Whether the other side has proved to be a process of this service, or nobody has to. */
  isOf(service: string): boolean {
    return isOneOf(this.#identity, new Set([service]));
  }

  /** One attempt. Rejects with the handler's MatrixError, NotCarriedOutError or ConnectionLostError. */
  ask(call: OutgoingCall): Promise<Buffer> {
    if (this.#state !== 'ready' || this.#openCalls >= CALLS_OPEN_MAX || this.#stream.isFull) {
      return Promise.reject(new NotCarriedOutError('not_sent', `${call.method} cannot be sent now`));
    }
    return new Promise((resolve, reject) => {
      let giveUp = (): void => undefined;
      const pending = new PendingCall(call, {
        resolve,
        reject,
        onSettled: () => this.#settled(pending),
        onGivenUp: () => giveUp(),
      });
      this.#openCalls++;
      this.options.deadlines.add(pending);
      giveUp = call.isHot ? this.#sendHot(pending) : this.#sendUnary(pending);
    });
  }

  /** Ends the connection and with it all open calls. */
  close(): void {
    this.#lose('closed');
  }

  #sendHot(pending: PendingCall): () => void {
    const id = this.#stream.send(pending);
    return () => this.#stream.cancel(id);
  }

  #sendUnary(pending: PendingCall): () => void {
    const { method, request, deadlineMs, trace } = pending.call;
    const { clock } = this.options;
    const leftMs = Math.max(1, deadlineMs - clock.monotonicMs());
    const deadline = clock.nowMs() + leftMs + DEADLINE_GRACE_MS;
    const asIs = (bytes: Buffer): Buffer => bytes;
    pending.isWritten = true;
    this.#unary.add(pending);
    const unary = this.#client.makeUnaryRequest(
      `/${method}`,
      asIs,
      asIs,
      request,
      traceMetadata(trace),
      { deadline },
      (error, response) => {
        if (error) pending.reject(fromStatus(error, method));
        else pending.resolve(response ?? Buffer.alloc(0));
      },
    );
    // After the deadline the server ends the call itself: resetting streams in bulk looks like an attack to HTTP/2.
    return () => {
      if (pending.call.signal?.aborted) unary.cancel();
    };
  }

  #settled(pending: PendingCall): void {
    this.#openCalls--;
    this.#unary.delete(pending);
    this.options.deadlines.delete(pending);
    this.#endWhenDrained();
  }

  #read(frame: ExchangeResponse): void {
    this.#stream.read(frame);
    if (!frame.draining || this.#state !== 'ready') return;
    this.#change('draining', 'the other side is stopping');
    this.#endWhenDrained();
  }

  #endWhenDrained(): void {
    if (this.#state === 'draining' && this.#openCalls === 0) this.#stream.end();
  }

  #becomeReady(): void {
    if (this.#state !== 'connecting') return;
    this.#cancelTimeout();
    this.#identity = this.options.credentials.identityOf(this.#raw.getAuthContext());
    this.#change('ready', '');
  }

  #lose(reason: string): void {
    if (this.#state === 'lost') return;
    this.#cancelTimeout();
    this.#change('lost', reason);
    const cause = new Error(reason);
    this.#stream.lost(cause);
    for (const pending of this.#unary) {
      pending.reject(new ConnectionLostError(`the connection broke during ${pending.call.method}`, cause));
    }
    this.#raw.cancel();
    this.#client.close();
  }

  #change(state: ConnectionState, reason: string): void {
    this.#state = state;
    this.options.onChange(state, reason);
  }
}
