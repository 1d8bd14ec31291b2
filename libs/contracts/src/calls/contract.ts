import type { AnyCallRoute, CallRoute } from './call-route.js';
import type { MethodName, RequestOf, ServiceDefinition } from './service-definition.js';

/** The calls that a service answers: what the others know of it, besides its topics. */
export interface Contract<Setting extends string = string> {
  readonly service: ServiceDefinition;
  /** Name of the service that answers. */
  readonly owner: string;
  /** Key in the section `grpc` of the settings: where callers find the owner's processes. */
  readonly setting: Setting;
  /** Who may make the calls of each method, and how they travel. */
  readonly routes: Readonly<Record<string, AnyCallRoute>>;
}

type Routes<D extends ServiceDefinition> = { readonly [M in MethodName<D>]: CallRoute<RequestOf<D, M>> };

interface ContractDeclaration<D extends ServiceDefinition, Setting extends string> extends Contract<Setting> {
  readonly service: D;
  readonly routes: Routes<D>;
}

/** Declares a contract; a method without a route does not compile. */
export function defineContract<D extends ServiceDefinition, const Setting extends string>(
  contract: ContractDeclaration<D, Setting>,
): Contract<Setting> {
  return contract;
}
