import 'reflect-metadata';
import { SetMetadata } from '@nestjs/common';
import type { MethodName, RequestOf, ResponseOf, ServiceDefinition } from '@chappe/contracts';

/** What a caller may set on one call. */
export interface CallOptions {
  /** Default {@link CALL_DEADLINE_MS}. After it the caller gets a retryable M_UNKNOWN (503). */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** What a handler is told about the call besides its request. */
export interface CallContext {
  /** Aborted when the caller gave up or the deadline passed. */
  readonly signal: AbortSignal;
}

export const CALL_DEADLINE_MS = 10_000;

/**
 * The caller's view of a service: one method per rpc. Requests and answers are plain messages and must not be changed.
 */
export type ServiceClient<D extends ServiceDefinition> = {
  readonly [M in MethodName<D>]: (request: RequestOf<D, M>, options?: CallOptions) => Promise<ResponseOf<D, M>>;
};

/** What serves one call: a method with the {@link Rpc} decorator. */
export type RpcMethod<D extends ServiceDefinition, M extends MethodName<D>> = (
  request: RequestOf<D, M>,
  context: CallContext,
) => Promise<ResponseOf<D, M>>;

/** Names the call that a method serves; kept as its metadata under {@link RPC_METADATA}. */
export interface RpcBinding {
  readonly service: ServiceDefinition;
  readonly method: string;
}

export const RPC_METADATA = 'chappe:rpc';

/** Decorates a method that can serve the call, and no other. */
type RpcDecorator<D extends ServiceDefinition, M extends MethodName<D>> = <Served extends RpcMethod<D, M>>(
  target: object,
  key: string,
  method: TypedPropertyDescriptor<Served>,
) => void;

/** Marks a method of a provider as what serves a call: `@Rpc(RoomServiceDefinition, 'sendEvent') send(…) { … }`. */
export function Rpc<D extends ServiceDefinition, M extends MethodName<D>>(service: D, method: M): RpcDecorator<D, M> {
  return SetMetadata(RPC_METADATA, { service, method } satisfies RpcBinding);
}

/** Injection token of the client of a service: `@Inject(clientOf(RoomServiceDefinition)) room: ServiceClient<…>`. */
export function clientOf(service: ServiceDefinition): string {
  return `chappe:client:${service.fullName}`;
}
