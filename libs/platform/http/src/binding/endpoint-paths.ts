import type { EndpointDefinition } from '@chappe/matrix-api';

const CURRENT = '/_matrix/client/v3/';
/** What v3 was called before v1.1 of the specification; old clients still ask for it. */
const OLD = '/_matrix/client/r0/';

/** Every path under which an endpoint is served. Where one is defined with a trailing slash, it may be left out. */
export function endpointPaths({ path, aliases = [] }: EndpointDefinition): string[] {
  const paths = [path, ...aliases].flatMap((each) =>
    each.length > 1 && each.endsWith('/') ? [each, each.slice(0, -1)] : [each],
  );
  const old = paths.filter((each) => each.startsWith(CURRENT)).map((each) => OLD + each.slice(CURRENT.length));
  return [...paths, ...old];
}
