import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { ServiceDefinition } from '@chappe/contracts';
import { decoratedMethods } from '@chappe/runtime';
import { RPC_METADATA, type CallContext, type RpcBinding } from '../rpc.js';

/** A handler with its message types erased, as the registry keeps it. */
export type AnyRpcMethod = (request: unknown, context: CallContext) => Promise<unknown>;

/** The rpc handlers of this process, found among the methods of its providers by their {@link RPC_METADATA}. */
@Injectable()
export class RpcRegistry implements OnModuleInit {
  readonly #handlers = new Map<string, AnyRpcMethod>();

  constructor(private readonly discovery: DiscoveryService) {}

  /** Collects the handlers and checks that each service is served whole or not at all. */
  onModuleInit(): void {
    const served = new Set<ServiceDefinition>();
    for (const { value: binding, invoke } of decoratedMethods<RpcBinding>(this.discovery, RPC_METADATA)) {
      this.#bind(binding, invoke as AnyRpcMethod);
      served.add(binding.service);
    }
    for (const service of served) this.#checkComplete(service);
  }

  /** The handler of a method, or undefined when this process does not serve it. */
  find(service: ServiceDefinition, method: string): AnyRpcMethod | undefined {
    return this.#handlers.get(handlerKey(service, method));
  }

  #bind(binding: RpcBinding, handler: AnyRpcMethod): void {
    const key = handlerKey(binding.service, binding.method);
    if (this.#handlers.has(key)) throw new Error(`Two handlers for rpc ${key}`);
    this.#handlers.set(key, handler);
  }

  #checkComplete(service: ServiceDefinition): void {
    const missing = Object.keys(service.methods).filter((method) => !this.find(service, method));
    if (missing.length > 0) throw new Error(`No handler for rpc ${service.fullName}: ${missing.join(', ')}`);
  }
}

function handlerKey(service: ServiceDefinition, method: string): string {
  return `${service.fullName}/${method}`;
}
