import { Global, Inject, Injectable, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import {
  AuthServiceDefinition,
  RoomServiceDefinition,
  UserDataServiceDefinition,
  type ServiceDefinition,
} from '@chappe/contracts';
import { CLOCK, type Clock } from '@chappe/runtime';
import { CALL_ADDRESS, type CallAddress } from './call-address.js';
import { InProcessCalls } from './in-process-calls.js';
import { RpcRegistry } from './rpc-registry.js';
import { clientOf } from './rpc.js';

const SERVICES: readonly ServiceDefinition[] = [
  RoomServiceDefinition,
  AuthServiceDefinition,
  UserDataServiceDefinition,
];

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

/** Clients of every service, under the tokens of {@link clientOf}. */
@Global()
@Module({})
export class GrpcModule {
  /** Every call stays in this process. */
  static inProcess(): DynamicModule {
    const clients = SERVICES.map((service) => ({
      provide: clientOf(service),
      inject: [InProcessBinding],
      useFactory: (binding: InProcessBinding) => binding.calls.client(service),
    }));
    return {
      module: GrpcModule,
      imports: [DiscoveryModule],
      providers: [
        RpcRegistry,
        InProcessBinding,
        { provide: CALL_ADDRESS, useValue: (() => undefined) satisfies CallAddress },
        ...clients,
      ],
      exports: [CALL_ADDRESS, ...clients.map((client) => client.provide)],
    };
  }
}
