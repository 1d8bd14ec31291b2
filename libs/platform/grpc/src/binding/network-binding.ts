import { lookup } from 'node:dns/promises';
import type { Contract } from '@chappe/contracts';
import type { Clock, Randomness, Shutdown } from '@chappe/runtime';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CALL_ADDRESS } from '../call-address.js';
import { type CalledService, NetworkCalls } from '../client/network-calls.js';
import type { LocalMethod } from '../client/routed-call.js';
import type { GrpcConfig } from '../grpc.config.js';
import type { GrpcTelemetry } from '../grpc.telemetry.js';
import type { CallCredentials } from '../identity/call-credentials.js';
import { InProcessCalls } from './in-process-calls.js';
import { RpcRegistry } from './rpc-registry.js';
import { CallServer } from '../server/call-server.js';

/** Token of {@link NetworkSettings}. */
export const NETWORK_SETTINGS = 'chappe:grpc:network-settings';

/** What calls between processes need to know. */
export interface NetworkSettings {
  readonly config: GrpcConfig;
  readonly partitionCount: number;
  readonly serves: readonly Contract[];
  readonly calls: readonly Contract[];
  readonly credentials: CallCredentials;
}

/** Token of {@link NetworkSurroundings}. */
export const NETWORK_SURROUNDINGS = 'chappe:grpc:network-surroundings';

export interface NetworkSurroundings {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly telemetry: GrpcTelemetry;
}

/** Joins server and clients of a process: they open when all handlers are there, and end in order. */
@Injectable()
export class NetworkBinding implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly calls: NetworkCalls;
  readonly #local: InProcessCalls;
  #closed: Promise<void> | undefined;

  constructor(
    @Inject(NETWORK_SETTINGS) private readonly settings: NetworkSettings,
    @Inject(NETWORK_SURROUNDINGS) private readonly surroundings: NetworkSurroundings,
    @Inject(CALL_ADDRESS) ownAddress: () => string,
    registry: RpcRegistry,
    private readonly server: CallServer,
  ) {
    const { credentials, partitionCount } = settings;
    this.#local = new InProcessCalls(registry, surroundings.clock);
    const services = calledServices(settings, this.#local);
    this.calls = new NetworkCalls({
      ...surroundings,
      services,
      credentials,
      partitionCount,
      ownAddress,
      lookUp: addressesOf,
    });
  }

  onApplicationBootstrap(): void {
    this.server.open();
    this.calls.start();
    this.surroundings.telemetry.watchClients(this.calls);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Adds the steps of an ordered end: callers go elsewhere, then what runs is finished, then all is closed. */
  endWith(shutdown: Shutdown): void {
    shutdown.add({ phase: 'stopAccepting', name: 'grpc', work: () => this.server.drain() });
    shutdown.add({ phase: 'drain', name: 'grpc', work: () => this.server.drained() });
    shutdown.add({ phase: 'close', name: 'grpc', work: () => this.close() });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.calls.close();
    this.#local.close();
    await this.server.close();
    this.settings.credentials.close();
  }
}

function calledServices({ config, serves, calls }: NetworkSettings, local: InProcessCalls): CalledService[] {
  const addresses: Readonly<Record<string, unknown>> = config;
  return calls.map((contract) => ({
    contract,
    targets: addresses[contract.setting] as readonly string[],
    local: serves.includes(contract) ? (local.client(contract.service) as Record<string, LocalMethod>) : undefined,
  }));
}

async function addressesOf(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
