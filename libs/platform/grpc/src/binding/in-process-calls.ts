import type { Clock } from '@chappe/runtime';
import { MatrixError } from '@chappe/matrix-api';
import type { ServiceDefinition } from '@chappe/contracts';
import { CALL_DEADLINE_MS, type CallContext, type CallOptions, type ServiceClient } from '../rpc.js';
import type { RpcRegistry } from './rpc-registry.js';

/** How often the deadlines of running calls are looked at; a call may run this much longer than its deadline. */
const DEADLINE_CHECK_PERIOD_MS = 250;

interface AnyCall {
  readonly service: ServiceDefinition;
  readonly method: string;
  readonly request: unknown;
  readonly options: CallOptions | undefined;
}

/** A call under way. */
class RunningCall implements CallContext {
  #controller: AbortController | undefined;

  constructor(
    readonly method: string,
    readonly deadlineMs: number,
    readonly giveUp: (reason: MatrixError) => void,
    readonly caller: AbortSignal | undefined,
  ) {}

  /** Made on first use: most handlers never ask. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (!this.caller) return this.#controller.signal;
    return AbortSignal.any([this.#controller.signal, this.caller]);
  }

  expire(): void {
    const reason = MatrixError.unavailable(`${this.method} did not answer in time`);
    this.#controller?.abort(reason);
    this.giveUp(reason);
  }
}

/** Binds service clients to handlers of the same process: messages are handed over as they are, errors too. */
export class InProcessCalls {
  readonly #running = new Set<RunningCall>();
  readonly #stopChecking: () => void;

  constructor(
    private readonly registry: RpcRegistry,
    private readonly clock: Clock,
  ) {
    this.#stopChecking = clock.every(DEADLINE_CHECK_PERIOD_MS, () => this.#expireOverdue());
  }

  /** A client whose methods call the handlers of this process. A method without handler answers M_UNKNOWN 503. */
  client<D extends ServiceDefinition>(service: D): ServiceClient<D> {
    const methods: Record<string, unknown> = {};
    for (const method of Object.keys(service.methods)) {
      methods[method] = (request: unknown, options?: CallOptions) => this.#call({ service, method, request, options });
    }
    return methods as ServiceClient<D>;
  }

  close(): void {
    this.#stopChecking();
  }

  #call({ service, method, request, options }: AnyCall): Promise<unknown> {
    const handler = this.registry.find(service, method);
    if (!handler) return Promise.reject(MatrixError.unavailable(`${service.fullName} is not served here`));
    return new Promise((resolve, reject) => {
      const deadlineMs = this.clock.monotonicMs() + (options?.deadlineMs ?? CALL_DEADLINE_MS);
      const call = new RunningCall(`${service.fullName}/${method}`, deadlineMs, reject, options?.signal);
      this.#running.add(call);
      handler(request, call)
        .then(resolve, reject)
        .finally(() => this.#running.delete(call));
    });
  }

  #expireOverdue(): void {
    const now = this.clock.monotonicMs();
    for (const call of this.#running) {
      if (call.deadlineMs <= now) {
        this.#running.delete(call);
        call.expire();
      }
    }
  }
}
