import { configOf, type ServerConfig, serverSection } from '@chappe/config';
import { type Contract, CONTRACTS } from '@chappe/contracts';
import { CLOCK, type Clock, listenAddress, type Randomness, RANDOMNESS, Shutdown } from '@chappe/runtime';
import {
  type DynamicModule,
  Global,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CALL_ADDRESS, type CallAddress } from './call-address.js';
import { canonicalAddress, formatAddress } from './client/call-target.js';
import { type GrpcConfig, grpcSection } from './grpc.config.js';
import { GrpcTelemetry } from './grpc.telemetry.js';
import { callCredentials } from './identity/call-credentials.js';
import { InProcessCalls } from './binding/in-process-calls.js';
import {
  NETWORK_SETTINGS,
  NETWORK_SURROUNDINGS,
  NetworkBinding,
  type NetworkSettings,
  type NetworkSurroundings,
} from './binding/network-binding.js';
import { RpcRegistry } from './binding/rpc-registry.js';
import { clientOf } from './rpc.js';
import { CallServer } from './server/call-server.js';
import { ServedCalls } from './server/served-calls.js';

export interface NetworkOptions {
  /** Name of the service, as its certificate has it. */
  readonly name: string;
  /** Contracts whose handlers this process has; other processes may call them. */
  readonly serves: readonly Contract[];
  /** Contracts of which this process has clients; connections are made to their owners. */
  readonly calls: readonly Contract[];
}

@Injectable()
class InProcessBinding implements OnApplicationShutdown {
  readonly calls: InProcessCalls;

  constructor(registry: RpcRegistry, @Inject(CLOCK) clock: Clock) {
    this.calls = new InProcessCalls(registry, clock);
  }

  onApplicationShutdown(): void {
    this.calls.close();
  }
}

/** Clients of contracts, under the tokens of {@link clientOf}, and the own call address. */
@Global()
@Module({})
export class GrpcModule {
  /** Every call stays in this process; there are clients of all contracts. */
  static inProcess(): DynamicModule {
    return moduleWith(InProcessBinding, CONTRACTS, [
      { provide: CALL_ADDRESS, useValue: (() => undefined) satisfies CallAddress },
    ]);
  }

  /** Takes calls of other processes and calls them; addresses and credentials are in {@link grpcSection}. */
  static network({ name, serves, calls }: NetworkOptions): DynamicModule {
    return moduleWith(NetworkBinding, calls, [
      GrpcTelemetry,
      {
        provide: NETWORK_SETTINGS,
        inject: [configOf(grpcSection), configOf(serverSection), NETWORK_SURROUNDINGS],
        useFactory: (
          config: GrpcConfig,
          { partitionCount }: ServerConfig,
          { clock, telemetry }: NetworkSurroundings,
        ): NetworkSettings => ({
          config,
          partitionCount,
          serves,
          calls,
          credentials: callCredentials(config, { service: name, clock, telemetry }),
        }),
      },
      {
        provide: NETWORK_SURROUNDINGS,
        inject: [CLOCK, RANDOMNESS, GrpcTelemetry],
        useFactory: (clock: Clock, randomness: Randomness, telemetry: GrpcTelemetry): NetworkSurroundings => ({
          clock,
          randomness,
          telemetry,
        }),
      },
      { provide: CallServer, inject: [NETWORK_SETTINGS, NETWORK_SURROUNDINGS, RpcRegistry], useFactory: makeServer },
      { provide: CALL_ADDRESS, inject: [NETWORK_SETTINGS, NETWORK_SURROUNDINGS, CallServer], useFactory: listen },
      {
        provide: ENDING,
        inject: [NetworkBinding, Shutdown],
        useFactory: (binding: NetworkBinding, shutdown: Shutdown) => binding.endWith(shutdown),
      },
    ]);
  }
}

/** Token of nothing: its factory adds the steps of the end. */
const ENDING = 'chappe:grpc:ending';

type Binding = typeof InProcessBinding | typeof NetworkBinding;

function moduleWith(binding: Binding, calls: readonly Contract[], providers: Provider[]): DynamicModule {
  const clients = calls.map(({ service }) => ({
    provide: clientOf(service),
    inject: [binding],
    useFactory: (bound: InProcessBinding | NetworkBinding) => bound.calls.client(service),
  }));
  return {
    module: GrpcModule,
    imports: [DiscoveryModule],
    providers: [RpcRegistry, binding, ...providers, ...clients],
    exports: [CALL_ADDRESS, ...clients.map(({ provide }) => provide)],
  };
}

function makeServer(
  { serves, credentials }: NetworkSettings,
  surroundings: NetworkSurroundings,
  registry: RpcRegistry,
): CallServer {
  const calls = new ServedCalls({ ...surroundings, registry });
  surroundings.telemetry.watchServer(() => calls.openCount);
  return new CallServer({ contracts: serves, calls, clock: surroundings.clock, credentials });
}

async function listen(
  { config }: NetworkSettings,
  { telemetry }: NetworkSurroundings,
  server: CallServer,
): Promise<() => string> {
  const port = await server.listen(listenAddress(config.bind), config.port);
  if (config.allowPlaintext && config.tls.authorityFile === undefined) telemetry.unguarded(port);
  const address = canonicalAddress(config.advertisedAddress ?? formatAddress({ host: '127.0.0.1', port }));
  return () => address;
}
