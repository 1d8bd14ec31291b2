import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { KeptBody } from './kept-body.js';
import { answerHeaders, requestHeaders } from './proxied-headers.js';
import { CONNECT_MS_MAX, SILENCE_MS_MAX } from './proxy.limits.js';
import type { Replica } from './replica.js';

/** Why a replica gave no answer. */
export type FailureReason = 'connect' | 'reset' | 'timeout';

/** A try that brought not one byte of an answer. */
export interface Failure {
  readonly reason: FailureReason;
  /** The replica may have got the request, and may have carried it out. */
  readonly isSent: boolean;
}

/** Repeating these has the effect of doing them once (RFC 9110 section 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

export interface ExchangeParts {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Path and query as they are sent on. */
  readonly target: string;
}

/** One request of a client and its way to a replica. */
export class Exchange {
  readonly #body: KeptBody;
  readonly #headers: readonly string[];

  constructor(private readonly parts: ExchangeParts) {
    this.#body = new KeptBody(parts.incoming);
    this.#headers = requestHeaders(parts.incoming);
  }

  /** Whether a request that failed so may be sent to another replica: it was not carried out, or twice does no harm. */
  canRepeat({ isSent }: Failure): boolean {
    return this.#body.canRepeat && (!isSent || IDEMPOTENT.has(this.parts.incoming.method ?? ''));
  }

  /** Nobody answers: what still comes of the body is not needed. */
  giveUp(): void {
    this.#body.drop();
  }

  /** @returns undefined when the replica has answered or the client has gone */
  async tryReplica(replica: Replica): Promise<Failure | undefined> {
    replica.open++;
    const failure = await this.#send(replica);
    replica.open--;
    return failure;
  }

  #send(replica: Replica): Promise<Failure | undefined> {
    const { incoming, outgoing, target } = this.parts;
    const { host, port } = replica.address;
    return new Promise((resolve) => {
      const options = { host, port, agent: replica.agent, method: incoming.method, path: target, setHost: false };
      const upstream = request({ ...options, headers: this.#headers as string[], timeout: SILENCE_MS_MAX });
      const watch = watchConnection(upstream);
      const end = (failure?: Failure): void => {
        outgoing.off('close', onClientGone);
        if (failure) this.#body.detach();
        resolve(failure);
      };
      const onClientGone = (): void => {
        upstream.destroy();
        end();
      };
      outgoing.once('close', onClientGone);
      upstream.once('response', (answer) => this.#answer(answer, end));
      upstream.on('error', () => {
        if (!watch.isAnswered) end({ reason: watch.reason, isSent: watch.isSent });
      });
      this.#body.sendTo(upstream);
    });
  }

  /** The replica's answer on its way to the client. What breaks from here on, the client sees as a broken answer. */
  #answer(answer: IncomingMessage, end: () => void): void {
    const { outgoing } = this.parts;
    // A replica that answers before it has the whole body may still read on, unless it says that it closes.
    if (answer.headers.connection === 'close') this.#body.drop();
    else this.#body.forget();
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', answerHeaders(answer));
    outgoing.flushHeaders();
    answer.on('error', () => {
      outgoing.destroy();
      end();
    });
    outgoing.once('finish', () => {
      this.#body.drop();
      end();
    });
    answer.pipe(outgoing);
  }
}

interface Watch {
  isSent: boolean;
  isAnswered: boolean;
  reason: FailureReason;
}

/** Follows how far a request has come, and cuts one off that does not connect or hears nothing. */
function watchConnection(upstream: ClientRequest): Watch {
  const watch: Watch = { isSent: false, isAnswered: false, reason: 'connect' };
  const cutOff = (): void => {
    watch.reason = 'timeout';
    upstream.destroy(new Error('the replica is silent'));
  };
  const limit = setTimeout(cutOff, CONNECT_MS_MAX);
  const onConnected = (): void => {
    clearTimeout(limit);
    watch.isSent = true;
    watch.reason = 'reset';
  };
  upstream.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', onConnected);
    else onConnected();
  });
  upstream.once('timeout', cutOff);
  upstream.once('response', () => {
    watch.isAnswered = true;
  });
  upstream.once('close', () => clearTimeout(limit));
  return watch;
}
