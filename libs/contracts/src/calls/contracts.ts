import { authContract } from './auth-contract.js';
import type { AnyCallRoute } from './call-route.js';
import type { ServiceDefinition } from './service-definition.js';
import { roomContract } from './room-contract.js';
import { userDataContract } from './user-data-contract.js';

/** Every contract of the platform. */
export const CONTRACTS = [roomContract, authContract, userDataContract] as const;

/**
 * How the calls of a method travel.
 * @param method as in the service's definition: `sendEvent`
 */
export function routeOf(service: ServiceDefinition, method: string): AnyCallRoute {
  const route = CONTRACTS.find((contract) => contract.service === service)?.routes[method];
  if (!route) throw new Error(`${service.fullName}/${method} has no route`);
  return route;
}
