import { ConfigError } from '@chappe/config';
import type { Contract } from '@chappe/contracts';
import type { Clock } from '@chappe/runtime';
import { logVerbosity, Server, setLogVerbosity, status } from '@grpc/grpc-js';
import { formatAddress } from '../client/call-target.js';
import { EXCHANGE_SERVICE } from '../frames/exchange-method.js';
import {
  CALLS_OPEN_MAX,
  CLOSE_MS_MAX,
  DRAIN_MS_MAX,
  FLOW_WINDOW_BYTES,
  FRAME_BYTES_MAX,
  KEEP_ALIVE_MS_MAX,
  KEEP_ALIVE_PERIOD_MS,
} from '../grpc.limits.js';
import type { CallCredentials } from '../identity/call-credentials.js';
import { type ExchangeServerStream, ExchangeSession } from './exchange-session.js';
import { HEALTH_SERVICE, healthHandlers } from './health-service.js';
import type { ServedCalls } from './served-calls.js';
import { unaryHandlers, unaryService } from './unary-service.js';

/** How often a stopping server looks whether it is done. */
const DRAIN_CHECK_PERIOD_MS = 10;

export interface CallServerOptions {
  readonly contracts: readonly Contract[];
  readonly calls: ServedCalls;
  readonly clock: Clock;
  readonly credentials: Pick<CallCredentials, 'server' | 'identityOf'>;
}

/** Takes calls of other processes: batched on streams, and as ordinary unary calls. */
export class CallServer {
  readonly #server: Server;
  readonly #sessions = new Set<ExchangeSession>();
  #isOpen = false;
  #isDraining = false;
  #port = 0;

  constructor(private readonly options: CallServerOptions) {
    // What fails reaches us as an error; the library's own lines are in no format that a log reader knows.
    setLogVerbosity(logVerbosity.NONE);
    this.#server = new Server({
      'grpc.max_receive_message_length': FRAME_BYTES_MAX,
      'grpc.max_send_message_length': FRAME_BYTES_MAX,
      'grpc.max_concurrent_streams': CALLS_OPEN_MAX,
      'grpc.keepalive_time_ms': KEEP_ALIVE_PERIOD_MS,
      'grpc.keepalive_timeout_ms': KEEP_ALIVE_MS_MAX,
      'grpc-node.flow_control_window': FLOW_WINDOW_BYTES,
      'grpc.enable_channelz': 0,
    });
    this.#server.addService(EXCHANGE_SERVICE, { exchange: (stream: ExchangeServerStream) => this.#connected(stream) });
    this.#server.addService(
      HEALTH_SERVICE,
      healthHandlers(() => this.#isOpen && !this.#isDraining),
    );
    for (const { service } of options.contracts) {
      this.#server.addService(unaryService(service), unaryHandlers(service, options));
    }
  }

  /** Where it listens; 0 before. */
  get port(): number {
    return this.#port;
  }

  /**
   * Listens; calls are refused, and streams wait, until {@link open}.
   * @param port 0: the system chooses
   * @returns the port
   * @throws ConfigError when the address is taken or not of this machine
   */
  async listen(host: string, port: number): Promise<number> {
    const address = formatAddress({ host, port });
    this.#port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync(address, this.options.credentials.server, (error, bound) => {
        if (error) reject(new ConfigError(`calls cannot be taken on ${address}: ${error.message}`, { cause: error }));
        else resolve(bound);
      });
    });
    return this.#port;
  }

  /** Takes calls from now on. */
  open(): void {
    this.options.calls.open(this.options.contracts);
    this.#isOpen = true;
    for (const session of this.#sessions) session.accept();
  }

  /** Asks all callers to send nothing new; what comes is still served. */
  drain(): void {
    this.#isDraining = true;
    for (const session of this.#sessions) session.drain();
  }

  /** Waits until no caller is left, but not for ever. */
  async drained(): Promise<void> {
    const { calls, clock } = this.options;
    const endMs = clock.monotonicMs() + DRAIN_MS_MAX;
    while ((this.#sessions.size > 0 || calls.openCount > 0) && clock.monotonicMs() < endMs) {
      await clock.sleep(DRAIN_CHECK_PERIOD_MS);
    }
  }

  /** Serves nothing any more and closes all connections. */
  async close(): Promise<void> {
    this.options.calls.close();
    await new Promise<void>((resolve) => {
      const cancel = this.options.clock.after(CLOSE_MS_MAX, () => this.#server.forceShutdown());
      this.#server.tryShutdown(() => {
        cancel();
        resolve();
      });
    });
  }

  #connected(stream: ExchangeServerStream): void {
    const { calls, credentials } = this.options;
    const caller = credentials.identityOf(stream.getAuthContext());
    if (caller === undefined) {
      stream.emit('error', { code: status.PERMISSION_DENIED, details: 'the certificate names no service' });
      return;
    }
    const onClosed = (closed: ExchangeSession): void => void this.#sessions.delete(closed);
    const session = new ExchangeSession(stream, { caller, calls, onClosed });
    this.#sessions.add(session);
    if (this.#isOpen) session.accept();
    if (this.#isDraining) session.drain();
  }
}
