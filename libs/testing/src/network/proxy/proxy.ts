import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { MatrixError } from '@chappe/matrix-api';
import { Exchange, type Failure, type FailureReason } from './exchange.js';
import { CLIENT_KEEP_ALIVE_MS, CLOSE_MS_MAX, REQUEST_MS_MAX } from './proxy.limits.js';
import type { ReplicaAddress } from './replica.js';
import { ReplicaPool } from './replica-pool.js';
import { readTarget } from './read-target.js';
import { type RouteRules, RouteTable } from './route-table.js';

export interface ProxyOptions {
  /** 0: the system chooses. */
  readonly port: number;
  /** Default: loopback only. */
  readonly host?: string;
  readonly rules: RouteRules;
  /** Every service that the rules name has its replicas here. */
  readonly replicas: Readonly<Record<string, readonly ReplicaAddress[]>>;
}

type Counts = Record<FailureReason, number>;

/**
 * Plays the ingress of a cluster: sends each request to a ready replica of the service that its path belongs to, and on
 * to another one where that can do no harm, as nginx does with `proxy_next_upstream error timeout`.
 */
export class Proxy {
  /** Requests that went on to another replica, by what happened at the first. */
  readonly retries: Counts = { connect: 0, reset: 0, timeout: 0 };
  /** Requests that were answered 502 because their fate is unknown, by what happened. */
  readonly lost: Counts = { connect: 0, reset: 0, timeout: 0 };
  /** Requests that were answered 503 because no replica was ready or took them. */
  unserved = 0;
  readonly #server: Server;
  readonly #table: RouteTable;
  readonly #pools: ReadonlyMap<string, ReplicaPool>;

  private constructor(private readonly options: ProxyOptions) {
    this.#table = new RouteTable(options.rules);
    this.#pools = new Map(
      this.#table.services.map((service) => [
        service,
        new ReplicaPool(options.replicas[service] ?? [], this.#table.isSticky(service)),
      ]),
    );
    this.#server = createServer({ keepAliveTimeout: CLIENT_KEEP_ALIVE_MS, requestTimeout: REQUEST_MS_MAX });
    this.#server.on('request', (incoming, outgoing) => void this.#serve(incoming, outgoing));
    this.#server.on('clientError', refuseUnreadable);
  }

  /** Resolves when it listens and has asked every replica once. @throws when the port is taken */
  static async start(options: ProxyOptions): Promise<Proxy> {
    const proxy = new Proxy(options);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject).listen(options.port, options.host ?? '127.0.0.1', resolve);
    });
    await Promise.all([...proxy.#pools.values()].map((pool) => pool.watch()));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Names of the replicas that get requests now. */
  get ready(): string[] {
    const replicas = [...this.#pools.values()].flatMap((pool) => pool.replicas);
    return replicas.filter((replica) => replica.isReady).map(({ address }) => address.name);
  }

  /** Takes no new connections; what runs gets a little time. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const limit = setTimeout(() => this.#server.closeAllConnections(), CLOSE_MS_MAX);
    await closed;
    clearTimeout(limit);
    for (const pool of this.#pools.values()) pool.close();
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const target = readTarget(incoming.url ?? '');
    if (target === undefined) {
      refuse(outgoing, new MatrixError('M_UNRECOGNIZED', 'Unrecognized request', { status: 404 }));
      incoming.resume();
      return;
    }
    const pool = this.#pools.get(this.#table.serviceOf(target.path));
    const exchange = new Exchange({ incoming, outgoing, target: target.text });
    const refusal = await this.#pass(exchange, pool?.rank(incoming.headers.authorization) ?? []);
    if (refusal === undefined || outgoing.headersSent) return;
    exchange.giveUp();
    refuse(outgoing, refusal);
  }

  /** Tries the replicas in turn. @returns what the client is told when none of them answers */
  async #pass(exchange: Exchange, ranked: ReturnType<ReplicaPool['rank']>): Promise<MatrixError | undefined> {
    let before: Failure | undefined;
    for (const replica of ranked) {
      if (before) this.retries[before.reason]++;
      before = await exchange.tryReplica(replica);
      if (before === undefined) return undefined;
      if (before.reason === 'connect') replica.markDown();
      if (!exchange.canRepeat(before)) break;
    }
    if (before?.isSent) {
      this.lost[before.reason]++;
      return new MatrixError('M_UNKNOWN', 'The connection to the server broke', { status: 502 });
    }
    this.unserved++;
    return MatrixError.unavailable('The service is not available, try again');
  }
}

/** The standard error response, readable by scripts (client-server-api/#web-browser-clients). */
function refuse(outgoing: ServerResponse, error: MatrixError): void {
  const body = JSON.stringify(error.toBody());
  outgoing.writeHead(error.status, {
    ...error.headers,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'Retry-After',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  outgoing.end(body);
}

/** What is no HTTP. */
function refuseUnreadable(error: Error & { readonly code?: string }, stream: Socket | { destroy(): void }): void {
  if (error.code === 'ECONNRESET' || !('writable' in stream) || !stream.writable) {
    stream.destroy();
    return;
  }
  stream.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
}
