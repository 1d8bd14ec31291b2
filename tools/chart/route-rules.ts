import type { EndpointDefinition } from '@chappe/matrix-api';
import type { RouteRules } from '@chappe/testing';

/** An endpoint, and the service that answers it. */
export interface ServedEndpoint {
  readonly definition: Pick<EndpointDefinition, 'path' | 'aliases'>;
  readonly service: string;
}

/** Answers all paths of the specification that no other service does. */
const DEFAULT_SERVICE = 'client-api';
/** What the ingress lets in; `/_chappe` is for operators, from within. */
const FROM_OUTSIDE = /^\/(?:_matrix|\.well-known\/matrix)\//;
/** Elements of a path that say which API it is: `/_matrix/client/v3`. */
const API_ELEMENTS = 3;

/**
 * The routing table of the ingress: for each service but the default the shortest prefixes below which nobody else
 * serves anything.
 * @throws when two services differ only behind a parameter, which a prefix cannot say
 */
export function routeRules(endpoints: readonly ServedEndpoint[], sticky: readonly string[]): RouteRules {
  const served = endpoints.flatMap(({ definition, service }) =>
    allPaths(definition)
      .filter((path) => FROM_OUTSIDE.test(path))
      .map((path) => ({ path, service })),
  );
  const services = [...new Set(served.map(({ service }) => service))].filter((name) => name !== DEFAULT_SERVICE).sort();
  return {
    default: DEFAULT_SERVICE,
    routes: services.map((service) => ({
      service,
      paths: prefixesOf(service, served).map((path) => ({ type: 'Prefix', path })),
    })),
    sticky,
  };
}

/** Every path under which an endpoint is served: r0 is what v3 was called before v1.1 of the specification. */
export function allPaths({ path, aliases = [] }: ServedEndpoint['definition']): string[] {
  const paths = [path, ...aliases].map((each) => each.replace(/(?<=.)\/$/, ''));
  const older = paths.map((each) => each.replace('/_matrix/client/v3/', '/_matrix/client/r0/'));
  return [...new Set([...paths, ...older])];
}

interface ServedPath {
  readonly path: string;
  readonly service: string;
}

function prefixesOf(service: string, served: readonly ServedPath[]): string[] {
  const others = served.filter((each) => each.service !== service).map(({ path }) => path);
  const own = served.filter((each) => each.service === service).map(({ path }) => path);
  return [...new Set(own.map((path) => prefixOf(path, others)))].sort();
}

function prefixOf(path: string, others: readonly string[]): string {
  const elements = path.split('/').slice(1);
  const parameter = elements.findIndex((element) => element.startsWith(':'));
  const literal = parameter === -1 ? elements.length : parameter;
  for (let count = Math.min(API_ELEMENTS + 1, literal); count <= literal; count++) {
    const prefix = `/${elements.slice(0, count).join('/')}`;
    if (!others.some((each) => each === prefix || each.startsWith(`${prefix}/`))) return prefix;
  }
  throw new Error(`${path} cannot be told by a prefix from what other services answer`);
}
