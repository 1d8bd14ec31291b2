import { authContract } from './auth-contract.js';
import type { AnyCallRoute } from './call-route.js';
import type { Contract } from './contract.js';
import type { ServiceDefinition } from './service-definition.js';
import { roomContract } from './room-contract.js';
import { userDataContract } from './user-data-contract.js';

/** Every contract of the platform. */
export const CONTRACTS = [roomContract, authContract, userDataContract] as const;

/** The contract that a service answers. */
export function contractOf(service: ServiceDefinition): Contract {
  const contract = CONTRACTS.find((each) => each.service === service);
  if (!contract) throw new Error(`${service.fullName} has no contract`);
  return contract;
}

/**
 * Who may make the calls of a method, and how they travel.
 * @param method as in the service's definition: `sendEvent`
 */
export function routeOf(service: ServiceDefinition, method: string): AnyCallRoute {
  const route = contractOf(service).routes[method];
  if (!route) throw new Error(`${service.fullName}/${method} has no route`);
  return route;
}
