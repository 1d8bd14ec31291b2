import type { AnyCallRoute, ServiceDefinition, TraceContext } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { Backoff, type Clock } from '@chappe/runtime';
import type { Span } from '@chappe/telemetry';
import { ConnectionLostError } from '../errors/connection-lost-error.js';
import { NotCarriedOutError, type RetryReason } from '../errors/not-carried-out-error.js';
import { WrongOwnerError } from '../errors/wrong-owner-error.js';
import { bufferOf } from '../frames/exchange-method.js';
import { LOST_REPEATS_MAX, MESSAGE_BYTES_MAX, OWNER_PAUSES } from '../grpc.limits.js';
import { CALL_DEADLINE_MS, type CallOptions } from '../rpc.js';
import type { Connection } from './connection.js';
import type { Owners } from './owners.js';
import type { Peers } from './peers.js';
import { givenUpReason } from './pending-call.js';
import type { Replicas } from './replicas.js';
import type { WaitingCalls } from './waiting-calls.js';

/** A method of this process itself. */
export type LocalMethod = (request: unknown, options: CallOptions) => Promise<unknown>;

/** A method as calls of it find their way. */
export interface RoutedMethod {
  readonly service: ServiceDefinition;
  /** Name of the service that answers. */
  readonly owner: string;
  readonly definition: ServiceDefinition['methods'][string];
  /** `room.v1.RoomService/SendEvent` */
  readonly name: string;
  readonly route: AnyCallRoute;
  readonly replicas: Replicas;
  readonly owners: Owners;
  /** Present when this process serves the service. */
  readonly local: LocalMethod | undefined;
}

export interface CallSurroundings {
  readonly clock: Clock;
  readonly peers: Peers;
  readonly waiting: WaitingCalls;
  readonly partitionCount: number;
  readonly ownAddress: () => string;
  readonly onRetry: (service: string, reason: RetryReason, span: Span | undefined) => void;
}

/** What belongs to one call. */
interface OfThisCall {
  readonly options: CallOptions | undefined;
  /** Undefined: it is not traced. */
  readonly span: Span | undefined;
  readonly trace: TraceContext | undefined;
}

/** Somebody who may be asked. */
interface Callee {
  readonly address: string;
  ask(): Promise<unknown>;
}

/** One call until it is answered: finds somebody to ask, and asks again where that is allowed, within its deadline. */
export class RoutedCall {
  readonly #deadlineMs: number;
  readonly #signal: AbortSignal | undefined;
  readonly #partition: number | undefined;
  #encoded: Buffer | undefined;
  /** Most calls need none. */
  #backoff: Backoff | undefined;
  #lostCount = 0;
  #lastError: unknown;
  /** Who was asked in vain: without an owner that is known, the others are asked first. */
  readonly #askedInVain = new Set<string>();

  constructor(
    private readonly method: RoutedMethod,
    private readonly request: never,
    private readonly surroundings: CallSurroundings & OfThisCall,
  ) {
    const { clock, options, partitionCount } = surroundings;
    this.#deadlineMs = clock.monotonicMs() + (options?.deadlineMs ?? CALL_DEADLINE_MS);
    this.#signal = options?.signal;
    this.#partition = method.route.ownedPartition(request, partitionCount);
  }

  /** @throws the handler's MatrixError; MatrixError 503 when nobody could be asked in time */
  async answer(): Promise<unknown> {
    for (;;) {
      this.#checkTime();
      try {
        const callee = this.#choose();
        if (callee) {
          return await this.#ask(callee);
        }
        await this.surroundings.waiting.wait('connection', this.#leftMs(), this.#signal);
      } catch (error) {
        await this.#prepareAgain(error);
      }
    }
  }

  /** @returns undefined: somebody is being connected to */
  #choose(): Callee | undefined {
    const owner = this.#partition === undefined ? undefined : this.method.owners.of(this.#partition);
    if (owner !== undefined) return this.#ownerAt(owner);
    const { local, replicas } = this.method;
    if (local && !this.#askedInVain.has(this.surroundings.ownAddress())) return this.#self(local);
    const connection = replicas.choose(this.#askedInVain);
    if (connection) return this.#remote(connection);
    if (this.#askedInVain.size > 0) {
      this.#askedInVain.clear();
      return this.#choose();
    }
    if (!replicas.isConfigured) throw MatrixError.unavailable(`no address of ${this.method.service.fullName} is set`);
    return undefined;
  }

  #ownerAt(address: string): Callee | undefined {
    const { local } = this.method;
    if (local && address === this.surroundings.ownAddress()) return this.#self(local);
    const peer = this.surroundings.peers.at(address);
    if (peer.ready) return this.#remote(peer.ready);
    if (peer.state === 'connecting') return undefined;
    this.#learnOwner(undefined);
    throw new NotCarriedOutError('owner_unreachable', 'the owner of the partition cannot be reached');
  }

  async #ask(callee: Callee): Promise<unknown> {
    try {
      const response = await callee.ask();
      this.#learnOwner(callee.address);
      return response;
    } catch (error) {
      this.#askedInVain.add(callee.address);
      throw error;
    }
  }

  #self(local: LocalMethod): Callee {
    return {
      address: this.surroundings.ownAddress(),
      ask: () => local(this.request, { deadlineMs: this.#leftMs(), ...(this.#signal && { signal: this.#signal }) }),
    };
  }

  #remote(connection: Connection): Callee {
    const { name, owner, route, definition } = this.method;
    return {
      address: connection.address,
      ask: async () => {
        if (!connection.isOf(owner)) throw new NotCarriedOutError('refused', `${connection.address} is not ${owner}`);
        const response = await connection.ask({
          method: name,
          request: this.#encode(),
          deadlineMs: this.#deadlineMs,
          isHot: route.isHot,
          signal: this.#signal,
          trace: this.surroundings.trace,
        });
        return definition.responseType.decode(response) as unknown;
      },
    };
  }

  /** Returns when the call may be sent again; throws what its caller shall get when it may not. */
  async #prepareAgain(error: unknown): Promise<void> {
    const reason = this.#reasonToRepeat(error);
    if (!reason) throw asFinal(error);
    this.#lastError = error;
    this.surroundings.onRetry(this.method.service.fullName, reason, this.surroundings.span);
    const pauseMs = this.#nextPauseMs();
    if (pauseMs === 0) return;
    const awaited = this.#partition ?? 'connection';
    await this.surroundings.waiting.wait(awaited, Math.min(pauseMs, this.#leftMs()), this.#signal);
  }

  #reasonToRepeat(error: unknown): RetryReason | undefined {
    if (error instanceof WrongOwnerError) {
      // An address that leads nowhere is no news: whoever waits for an owner shall not be woken for it.
      const { ownerAddress } = error;
      const isReachable = ownerAddress !== undefined && this.#isReachable(ownerAddress);
      this.#learnOwner(isReachable ? ownerAddress : undefined);
      return ownerAddress === undefined || isReachable ? 'wrong_owner' : 'owner_unreachable';
    }
    if (error instanceof NotCarriedOutError) {
      this.#learnOwner(undefined);
      return error.reason;
    }
    if (!(error instanceof ConnectionLostError)) return undefined;
    this.#learnOwner(undefined);
    this.#lostCount++;
    const isRepeatable = this.method.route.isRepeatable(this.request) && this.#lostCount <= LOST_REPEATS_MAX;
    return isRepeatable ? 'connection_lost' : undefined;
  }

  /** None the first time when somebody else can be asked; then longer and longer. */
  #nextPauseMs(): number {
    const isFirst = !this.#backoff;
    this.#backoff ??= new Backoff(this.surroundings.clock, OWNER_PAUSES);
    const pauseMs = this.#backoff.next();
    const isOwnerSought = this.#partition !== undefined && this.method.owners.of(this.#partition) === undefined;
    return isFirst && !isOwnerSought ? 0 : pauseMs;
  }

  #isReachable(address: string): boolean {
    if (this.method.local && address === this.surroundings.ownAddress()) return true;
    const { state } = this.surroundings.peers.at(address);
    return state === 'ready' || state === 'connecting';
  }

  #learnOwner(address: string | undefined): void {
    if (this.#partition === undefined) return;
    if (address === undefined) this.method.owners.forget(this.#partition);
    else if (this.method.owners.learn(this.#partition, address)) this.surroundings.waiting.changed(this.#partition);
  }

  #encode(): Buffer {
    this.#encoded ??= bufferOf(this.method.definition.requestType.encode(this.request).finish());
    if (this.#encoded.length > MESSAGE_BYTES_MAX) throw MatrixError.tooLarge('The request is too large');
    return this.#encoded;
  }

  #leftMs(): number {
    return Math.max(0, this.#deadlineMs - this.surroundings.clock.monotonicMs());
  }

  #checkTime(): void {
    if (this.#signal?.aborted) throw givenUpReason({ method: this.method.name, signal: this.#signal });
    if (this.#leftMs() > 0) return;
    throw MatrixError.unavailable(`${this.method.name} did not answer in time`, this.#lastError);
  }
}

/**
 * What leaves a call. Whether an attempt was carried out is known to this call alone: a handler that made it must not
 * hand that on to its own caller as if it were said about itself.
 */
function asFinal(error: unknown): unknown {
  const isOwn = error instanceof ConnectionLostError || error instanceof NotCarriedOutError;
  return isOwn ? MatrixError.unavailable(error.message, error) : error;
}
