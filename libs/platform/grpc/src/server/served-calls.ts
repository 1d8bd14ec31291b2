import type { CallError, Contract, ServiceDefinition, TraceContext } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import type { Clock } from '@chappe/runtime';
import { awayIn } from '@chappe/telemetry';
import { Deadlines } from '../deadlines.js';
import { toCallError } from '../errors/call-error.js';
import { CallerRefusedError } from '../errors/caller-refused-error.js';
import { NotCarriedOutError } from '../errors/not-carried-out-error.js';
import { CALLS_OPEN_MAX, DEADLINE_MS_MAX, MESSAGE_BYTES_MAX } from '../grpc.limits.js';
import type { GrpcTelemetry } from '../grpc.telemetry.js';
import { ANYBODY, type Identity, isOneOf } from '../identity/identity.js';
import { CALL_DEADLINE_MS } from '../rpc.js';
import type { AnyRpcMethod, RpcRegistry } from '../binding/rpc-registry.js';
import { type Outcome, RunningCall } from './running-call.js';

/** A call as it came in. */
export interface IncomingCall {
  readonly caller: Identity;
  /** `room.v1.RoomService/SendEvent` */
  readonly method: string;
  readonly request: Buffer;
  /** What is left of the caller's deadline; 0: the caller said nothing. */
  readonly leftMs: number;
  /** The caller's span; undefined: it is not traced. */
  readonly trace: TraceContext | undefined;
}

interface ServedMethod {
  readonly service: ServiceDefinition;
  readonly name: string;
  /** Names of the services that may call it. */
  readonly callers: ReadonlySet<string>;
  readonly handler: AnyRpcMethod;
}

export interface ServedCallsSurroundings {
  readonly registry: RpcRegistry;
  readonly clock: Clock;
  readonly telemetry: GrpcTelemetry;
}

/** Carries out the calls of other processes, however they came, with their deadlines. */
export class ServedCalls {
  readonly #methods = new Map<string, ServedMethod>();
  readonly #deadlines: Deadlines;
  #isOpen = false;

  constructor(private readonly surroundings: ServedCallsSurroundings) {
    this.#deadlines = new Deadlines(surroundings.clock);
  }

  /** Calls under way. */
  get openCount(): number {
    return this.#deadlines.size;
  }

  /**
   * From now on calls are carried out; before they are refused and sent again.
   * @throws when a method of the contracts has no handler in this process
   */
  open(contracts: readonly Contract[]): void {
    for (const { service, routes } of contracts) {
      for (const [name, definition] of Object.entries(service.methods)) {
        const handler = this.surroundings.registry.find(service, name);
        if (!handler) throw new Error(`No handler for rpc ${service.fullName}/${definition.name}`);
        const callers = new Set(routes[name]?.callers);
        this.#methods.set(`${service.fullName}/${definition.name}`, { service, name, callers, handler });
      }
    }
    this.#isOpen = true;
  }

  /** Refuses what still comes, so that it is sent elsewhere. */
  close(): void {
    this.#isOpen = false;
    this.#deadlines.close();
  }

  /**
   * Carries out a call.
   * @param answer called once, perhaps before this returns; never after the call was cancelled
   */
  start(call: IncomingCall, answer: (outcome: Outcome) => void): RunningCall {
    const leftMs = Math.min(call.leftMs || CALL_DEADLINE_MS, DEADLINE_MS_MAX);
    const running = new RunningCall(call.method, this.surroundings.clock.monotonicMs() + leftMs, answer);
    const method = this.#methods.get(call.method);
    const refusal = this.#refusal(method, call.caller);
    if (refusal || !method) running.answer({ error: toCallError(refusal) });
    else void this.#carryOut(method, call, running);
    return running;
  }

  #tell(error: unknown, method: string): CallError {
    this.surroundings.telemetry.refused(error);
    try {
      if (error instanceof MatrixError) return toCallError(error);
      this.surroundings.telemetry.unexpected(error, method);
      if (awayIn(error)) return toCallError(databaseAway());
    } catch (cause) {
      this.surroundings.telemetry.unexpected(cause, method);
    }
    return toCallError(undefined);
  }

  #refusal(method: ServedMethod | undefined, caller: Identity): Error | undefined {
    if (!this.#isOpen) return new NotCarriedOutError('refused', 'the process is starting or stopping');
    // While a new release is rolled out, processes of the old one do not know the new methods.
    if (!method) return new NotCarriedOutError('refused', 'the method is not served here');
    if (!isOneOf(caller, method.callers)) return this.#refuseCaller(method, caller);
    if (this.openCount >= CALLS_OPEN_MAX) return new NotCarriedOutError('refused', 'too many calls are open');
    return undefined;
  }

  #refuseCaller({ service, name }: ServedMethod, caller: Identity): Error {
    const who = caller === undefined || caller === ANYBODY ? 'unknown' : caller;
    this.surroundings.telemetry.callerRefused({ service: service.fullName, method: name }, who);
    return new CallerRefusedError();
  }

  async #carryOut({ service, name, handler }: ServedMethod, call: IncomingCall, running: RunningCall): Promise<void> {
    const { telemetry } = this.surroundings;
    const span = telemetry.servedSpan(call.method, call.trace);
    const finished = telemetry.started('server', { service: service.fullName, method: name }, span);
    const definition = service.methods[name];
    this.#deadlines.add(running);
    try {
      const request = decodeRequest(definition, call);
      const message = await (span
        ? telemetry.tracing.run(span, () => handler(request, running))
        : handler(request, running));
      running.answer({ response: encodeResponse(definition, message) });
      finished();
    } catch (error) {
      running.answer({ error: this.#tell(error, call.method) });
      finished(error);
    } finally {
      this.#deadlines.delete(running);
    }
  }
}

type Method = ServiceDefinition['methods'][string] | undefined;

function decodeRequest(definition: Method, call: IncomingCall): unknown {
  try {
    return definition?.requestType.decode(call.request);
  } catch (error) {
    throw new MatrixError('M_UNKNOWN', 'The request cannot be read', { status: 400, cause: error });
  }
}

function encodeResponse(definition: Method, message: unknown): Buffer {
  const bytes = definition?.responseType.encode(message).finish() ?? new Uint8Array();
  if (bytes.length > MESSAGE_BYTES_MAX) throw new Error(`an answer of ${bytes.length} bytes is too large to be sent`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** As the HTTP layer says it of its own process: it may be tried again. */
function databaseAway(): MatrixError {
  return MatrixError.unavailable('The server cannot use its database now, try again');
}
