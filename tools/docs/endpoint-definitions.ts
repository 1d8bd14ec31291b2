import type { EndpointDefinition } from '@chappe/matrix-api';

const isDefinition = (value: unknown): value is EndpointDefinition =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'auth' in value;

/** The endpoint definitions among the exports of a module, by path, then method. */
export function endpointDefinitions(module: Readonly<Record<string, unknown>>): EndpointDefinition[] {
  const sortKey = ({ path, method }: EndpointDefinition): string => `${path} ${method}`;
  const definitions = Object.values(module).filter(isDefinition);
  return definitions.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}
