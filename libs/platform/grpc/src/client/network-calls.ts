import { type Contract, routeOf, type ServiceDefinition } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import type { Clock, Randomness } from '@chappe/runtime';
import { Deadlines } from '../deadlines.js';
import { LOOKUP_PERIOD_MS } from '../grpc.limits.js';
import type { GrpcTelemetry } from '../grpc.telemetry.js';
import type { CallCredentials } from '../identity/call-credentials.js';
import type { CallOptions, ServiceClient } from '../rpc.js';
import { Connection } from './connection.js';
import { Owners } from './owners.js';
import { Peer } from './peer.js';
import { Peers } from './peers.js';
import { type LookUp, Replicas } from './replicas.js';
import { WaitingCalls } from './waiting-calls.js';
import { type CallSurroundings, type LocalMethod, RoutedCall, type RoutedMethod } from './routed-call.js';

/** A service as this process calls it. */
export interface CalledService {
  readonly contract: Contract;
  /** As in the configuration: `host:port` or `dns:host:port`. */
  readonly targets: readonly string[];
  /** Present when this process serves it. */
  readonly local: Readonly<Record<string, LocalMethod>> | undefined;
}

export interface NetworkCallsOptions {
  readonly services: readonly CalledService[];
  readonly credentials: Pick<CallCredentials, 'client' | 'clientOptions' | 'identityOf'>;
  readonly partitionCount: number;
  readonly ownAddress: () => string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly lookUp: LookUp;
  readonly telemetry: GrpcTelemetry;
}

/** Clients of services in other processes. */
export class NetworkCalls {
  readonly #deadlines: Deadlines;
  readonly #waiting: WaitingCalls;
  readonly #peers: Peers;
  readonly #replicas: ReadonlyMap<ServiceDefinition, Replicas>;
  readonly #surroundings: CallSurroundings;
  #stopSweep: (() => void) | undefined;
  #isClosed = false;

  constructor(private readonly options: NetworkCallsOptions) {
    const { clock, telemetry, partitionCount, ownAddress } = options;
    this.#deadlines = new Deadlines(clock);
    this.#waiting = new WaitingCalls(clock);
    this.#peers = new Peers(this.#makePeer(), clock, (peer, reason) => this.#peerChanged(peer, reason));
    this.#replicas = new Map(
      options.services.map(({ contract, targets }) => [contract.service, this.#makeReplicas(targets)]),
    );
    this.#surroundings = {
      clock,
      peers: this.#peers,
      waiting: this.#waiting,
      partitionCount,
      ownAddress,
      onRetry: (service, reason, span) => telemetry.retried(service, reason, span),
    };
  }

  get openCalls(): number {
    return this.#deadlines.size;
  }

  get waitingCalls(): number {
    return this.#waiting.count;
  }

  /** Service → connections over which calls can go now. */
  readyConnections(): Map<string, number> {
    return new Map([...this.#replicas].map(([service, replicas]) => [service.fullName, replicas.readyCount]));
  }

  /** Connects to everybody. */
  start(): void {
    for (const replicas of this.#replicas.values()) replicas.start();
    this.#stopSweep = this.options.clock.every(LOOKUP_PERIOD_MS, () => this.#sweep());
  }

  /** A client of a service; its calls find their way as {@link routeOf} says. */
  client<D extends ServiceDefinition>(service: D): ServiceClient<D> {
    const called = this.options.services.find(({ contract }) => contract.service === service);
    const replicas = this.#replicas.get(service);
    if (!called || !replicas) throw new Error(`${service.fullName} is not known here`);
    const owners = new Owners();
    const methods = Object.entries(service.methods).map(([key, definition]) => {
      const name = `${service.fullName}/${definition.name}`;
      const route = routeOf(service, key);
      const local = called.local?.[key];
      const { owner } = called.contract;
      return [key, this.#callerOf({ service, owner, key, definition, name, route, replicas, owners, local })] as const;
    });
    return Object.fromEntries(methods) as ServiceClient<D>;
  }

  /** Ends all connections and the calls on them. */
  close(): void {
    this.#isClosed = true;
    this.#stopSweep?.();
    for (const replicas of this.#replicas.values()) replicas.stop();
    this.#peers.close();
    this.#waiting.close();
    this.#deadlines.close();
  }

  #callerOf(method: RoutedMethod & { readonly key: string }) {
    const labels = { service: method.service.fullName, method: method.key };
    const { telemetry } = this.options;
    const outage = telemetry.outageOf(method.owner);
    return async (request: never, options?: CallOptions): Promise<unknown> => {
      const span = telemetry.callSpan(method.name);
      const finished = telemetry.started('client', labels, span);
      try {
        const trace = span && telemetry.tracing.contextOf(span);
        const surroundings = { ...this.#surroundings, options, span, trace };
        const response = await new RoutedCall(method, request, surroundings).answer();
        finished();
        outage.worked();
        return response;
      } catch (error) {
        if (this.#isAway(method, error)) {
          outage.failed(error);
          outage.refused();
        }
        finished(error);
        throw error;
      }
    };
  }

  /** Whether a call failed because no process of the service can be reached. */
  #isAway({ replicas, local }: RoutedMethod, error: unknown): boolean {
    const isRefused = error instanceof MatrixError && error.status === 503;
    return isRefused && !local && replicas.readyCount === 0 && !this.#isClosed;
  }

  #makePeer() {
    const { clock, randomness, credentials } = this.options;
    return (address: string, onChange: (peer: Peer, reason: string) => void): Peer =>
      new Peer({
        address,
        clock,
        randomness,
        onChange,
        connect: (target, changed) =>
          new Connection({
            address: target,
            credentials,
            clock,
            deadlines: this.#deadlines,
            onChange: changed,
          }),
      });
  }

  #makeReplicas(targets: readonly string[]): Replicas {
    const { clock, lookUp, ownAddress, telemetry } = this.options;
    return new Replicas({
      targets,
      peers: this.#peers,
      clock,
      lookUp,
      ownAddress,
      onLookupFailed: (name, error) => telemetry.lookupFailed(name, error),
      onListed: () => this.#waiting.changed('connection'),
    });
  }

  #peerChanged(peer: Peer, reason: string): void {
    this.#waiting.changed('connection');
    const { telemetry } = this.options;
    if (peer.state === 'ready') telemetry.connected(peer.address);
    if (peer.state !== 'failed') return;
    if (peer.failures === 1) telemetry.disconnected(peer.address, reason);
    for (const replicas of this.#replicas.values()) replicas.lookAgain();
  }

  #sweep(): void {
    const all = [...this.#replicas.values()];
    this.#peers.closeUnlisted((address) => all.some((replicas) => replicas.isListed(address)));
  }
}
